"""The packs that come with the program: named selections of rules for one field."""
