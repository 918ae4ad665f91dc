"""One CSV file per code table; a bureau adds its own folder of same-named files."""
