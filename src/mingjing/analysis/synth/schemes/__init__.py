"""Planted schemes and their honest look-alikes, one file each."""
