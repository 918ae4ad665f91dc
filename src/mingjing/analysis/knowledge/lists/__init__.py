"""Knowledge lists: one `<name>.yaml` that describes, one `<name>.csv` that holds the rows."""
