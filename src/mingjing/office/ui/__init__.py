"""The page kit: layout, tables, filters, charts, error pages; no models."""
