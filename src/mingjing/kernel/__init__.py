"""Kernel: no domain, no third party."""
