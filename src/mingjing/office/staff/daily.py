"""Every day: the register follows the data, ended suspensions are told, the lists for screening are written."""

import logging
from datetime import date

from django.db import transaction

from mingjing.office.staff.models import Effect, Notice
from mingjing.office.staff.services import acting, blocklist, notices, register

_log = logging.getLogger(__name__)


def run(today: date) -> dict[str, int]:
    """Bears being repeated: the second time that day there is nothing left to do. Returns how much was done."""
    added, changed = register.follow()
    done = {"added": added, "changed": changed, "ended": _ended(today)}
    blocklist.write()
    _log.info("daily staff %s %s", today, done)
    return done


@transaction.atomic
def _ended(today: date) -> int:
    """Tell the institutions once that a suspension is over."""
    over = Effect.objects.filter(state=Effect.State.DECIDED, kind=Effect.Kind.SUSPEND, until__lt=today)
    found = over.exclude(notices__kind=Notice.Kind.ENDED)
    done = 0
    for one in found.select_related("member", "organisation"):
        if one.member.events.filter(name="effect_ended", data__ended=one.pk).exists():
            continue
        notices.send(
            one.organisation,
            one.member,
            Notice.Kind.ENDED,
            f"{one.member}：暂停医保支付资格于 {one.until} 期满",
            effect=one,
        )
        acting.tell(None, one.member, "effect_ended", "暂停期满", {"ended": one.pk})
        done += 1
    return done
