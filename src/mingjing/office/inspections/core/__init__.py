"""What a plan is computed from and how, without Django."""
