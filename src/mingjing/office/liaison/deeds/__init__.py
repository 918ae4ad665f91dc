"""What people can do with letters, listings, joint cases and meetings: one table per noun, for pages and API alike."""
