"""The data standard: tables, codes, behaviours."""
