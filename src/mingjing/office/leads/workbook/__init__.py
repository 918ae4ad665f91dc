"""A part of a task as an Excel workbook: out to be filled in offline, back in with a preview, never half-applied."""
