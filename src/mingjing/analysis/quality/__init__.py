"""What a delivery is worth, and what it cannot show."""
