"""The manual: pages on rules, packs, coverage, laws, knowledge lists, marts and tables, as Markdown and as a site."""
