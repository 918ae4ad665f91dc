"""Yuan, exact to the fen."""

from decimal import ROUND_HALF_UP, Decimal

FEN = Decimal("0.01")
NOTHING = "—"


def to_fen(amount: Decimal | int) -> Decimal:
    """Return `amount` in yuan rounded half-up to 0.01, as the engines' `money()` rounds."""
    return Decimal(amount).quantize(FEN, rounding=ROUND_HALF_UP)


def format_yuan(amount: Decimal | int | None) -> str:
    """Return `amount` in yuan for people: `1,234.50`; a dash when it is unknown (None)."""
    return NOTHING if amount is None else f"{to_fen(amount):,}"
