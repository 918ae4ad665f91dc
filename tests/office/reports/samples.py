"""Facts for the 22-column table."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from mingjing.office.reports.core import figures, template
from mingjing.office.reports.core.figures import Fact, Period, Subject, Table
from mingjing.office.reports.sources import Given

PERIOD = Period(date(2021, 1, 1), date(2021, 12, 20))
CAMPAIGN = template.load("campaign")
COUNTED = [one.measure for one in CAMPAIGN.columns if one.how == "count" and one.number > 3]
SUMMED = [one.measure for one in CAMPAIGN.columns if one.how == "sum"]
TOLD = [one.measure for one in CAMPAIGN.remarks]
HOSPITAL = st.builds(
    Subject, st.integers(1, 60).map("H{}".format), st.just("1"), st.sampled_from("12"), st.sampled_from(["1", "2", "3", ""])
)  # fmt: skip
PHARMACY = st.builds(
    Subject,
    st.integers(1, 30).map("P{}".format),
    st.just("2"),
    st.just(""),
    st.just(""),
    st.sampled_from("12"),
)
YUAN = st.integers(1, 10**9).map(lambda fen: Decimal(fen) / 100)
OPTIONS = st.fixed_dictionaries(
    {name: st.sampled_from(choices) for name, choices in CAMPAIGN.options.items()}
)


@st.composite
def facts(draw: st.DrawFn, prefix: str = "") -> list[Fact]:
    """A register of institutions, some of them inspected, handled, made to pay; some facts about persons."""
    some = draw(
        st.lists(st.one_of(HOSPITAL, PHARMACY), min_size=1, max_size=12, unique_by=lambda one: one.key)
    )
    subjects = [Subject(prefix + one.key, one.kind, one.ownership, one.level, one.chain) for one in some]
    found = [Fact("registered", one, Decimal(1), (f"institution:{one.key}",)) for one in subjects]
    who = st.sampled_from(subjects)
    found += [Fact("inspected", one) for one in draw(st.lists(who, max_size=8))]
    found += [Fact(draw(st.sampled_from(COUNTED)), one) for one in draw(st.lists(who, max_size=15))]
    for number, one in enumerate(draw(st.lists(who, max_size=15))):
        measure = draw(st.sampled_from(SUMMED + TOLD[:3]))
        found.append(Fact(measure, one, draw(YUAN), (f"entry:{prefix}{number}",)))
    found += [
        Fact(measure, None, draw(YUAN))
        for measure in draw(st.lists(st.sampled_from(["individual_amount", "reward"]), max_size=3))
    ]
    return found


def fill(given: list[Fact], place: str = "甲县", **options: str) -> Table:
    """Fill the 22 columns from these facts alone."""
    return figures.fill(CAMPAIGN, PERIOD, place, [Given(given)], options)
