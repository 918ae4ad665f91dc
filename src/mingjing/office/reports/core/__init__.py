"""Reports without Django: templates, figures, checks, the printed table."""
