"""How the office is put together: settings, addresses, server entry."""
