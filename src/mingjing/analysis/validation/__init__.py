"""Do the models find what they are meant to find? Measured on synthetic cities whose truth is known.

`world` builds cities and screens them, `plant` reads the truth, `match` says which scored unit is part of what,
`measure` and `reliability` count, `run` goes through the models, `page` writes docs/validation.md.
"""
