"""What people do with findings: Django apps, one noun each, each a whole slice."""
