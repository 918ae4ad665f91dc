"""The register: institutions, agreements, staff, water level against peers."""
