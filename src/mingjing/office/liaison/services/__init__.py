"""The only writers of what goes to and comes from other departments."""
