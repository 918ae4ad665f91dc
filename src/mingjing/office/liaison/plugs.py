"""What the work with other departments brings to the nouns below."""

from urllib.parse import urlencode

from django.urls import reverse

from mingjing.office.accounts.access import may
from mingjing.office.accounts.permissions import Permission
from mingjing.office.leads import beside, duties
from mingjing.office.liaison import desk, following, handover_tables, letter_plugs, together
from mingjing.office.ui import search


def plug() -> None:
    """Register; called when the app is ready."""
    following.plug()
    desk.register(desk.Page("handovers", "移送事项", "liaison:desk", 10), handover_tables.work)
    duties.register("handovers", handover_tables.work)
    section = together.Section(
        "handovers",
        10,
        "liaison/handovers/case_section.html",
        handover_tables.of_case,
        handover_tables.rows_of_case,
    )
    together.register(section)
    shown = may(Permission.LIAISON_READ)
    search.register(search.Source("handovers", "移送", 16, handover_tables.find, shown, _more))
    part = beside.Part("liaison/handovers/suspicion_part.html", handover_tables.of_suspicion)
    beside.register("suspicion", "handovers", part)
    letter_plugs.plug()


def _more(text: str) -> str:
    return f"{reverse('liaison:list')}?{urlencode({'q': text})}"
