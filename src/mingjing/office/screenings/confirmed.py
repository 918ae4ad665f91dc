"""How often what a rule or a model found was confirmed."""

from decimal import Decimal

from mingjing.analysis.detectors.kit.stats import wilson
from mingjing.office.screenings.models import RuleStanding


class Confirmed:
    """The confirmation rate of what has a standing; None where nothing is known of it."""

    __slots__ = ()
    standing: RuleStanding | None

    @property
    def checked(self) -> int:
        """How many verdicts say whether the suspicion was true."""
        one = self.standing
        return one.confirmed + one.partly + one.rejected if one else 0

    @property
    def rate(self) -> Decimal | None:
        """The confirmation rate, None before any verdict."""
        one = self.standing
        return Decimal(one.confirmed + one.partly) / self.checked if one and self.checked else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of the confirmation rate, None before any verdict."""
        one = self.standing
        return wilson(one.confirmed + one.partly, self.checked) if one else None
