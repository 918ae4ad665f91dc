"""The engine seam: the only importers of DuckDB and Spark."""
