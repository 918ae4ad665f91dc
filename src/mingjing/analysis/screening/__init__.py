"""Plan, run, price: from a lake to ranked leads."""
