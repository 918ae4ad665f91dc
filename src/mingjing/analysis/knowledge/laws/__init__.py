"""Laws that rules cite: one `<law>.yaml` per instrument."""
