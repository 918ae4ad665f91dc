"""The only writers of accounts, organisations, passwords, second factors and sessions."""
