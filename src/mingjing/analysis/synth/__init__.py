"""A synthetic health economy with planted schemes and a truth table."""
