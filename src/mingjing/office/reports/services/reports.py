"""Reports begin, are drawn, signed, accepted above, given back, corrected. Permission, scope, state, one transaction."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from mingjing.kernel.errors import ConflictError, DocumentError, ForbiddenError, InvalidError
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.clocks import services as clocks
from mingjing.office.reports import policy
from mingjing.office.reports.core import behind, template
from mingjing.office.reports.core import content as core
from mingjing.office.reports.models import Edition, Frozen, Report
from mingjing.office.reports.services import drawing

_S = Edition.State
_LONGEST = 500
_MOST_DAYS = 3 * 366


@transaction.atomic
def begin(
    actor: User, form: str, first: date, last: date, options: Mapping[str, str], below: bool = False
) -> Report:
    """Open a report of the actor's bureau; `below` opens it for every bureau below too.

    The options are the superior's where it has opened the same. Raises ForbiddenError, InvalidError, ConflictError.
    """
    demand(actor, Permission.REPORTS_PREPARE)
    own = _bureau(actor)
    given = _sound(form, first, last, options)
    above = _same(form, first, last).filter(organisation__in=_superiors(own)).first()
    if above is not None:
        given = above.options
    made, fresh = Report.objects.get_or_create(
        organisation=own, form=form, first=first, last=last, defaults={"options": given, "created_by": actor}
    )
    if not fresh:
        raise ConflictError("本单位已有该期间的这张报表", where=str(made.pk), do="直接打开已有的报表")
    _tell(actor, made, "begin", {"options": given, "below": below})
    if below:
        _hand_down(actor, made)
    return made


@transaction.atomic
def choose(actor: User, given: Report, options: Mapping[str, str]) -> Report:
    """Change how the ambiguities are read, for the bureaus below too, as long as nobody has signed.

    Raises ForbiddenError, InvalidError, ConflictError.
    """
    demand(actor, Permission.REPORTS_PREPARE)
    report = _own(actor, given)
    wanted = _sound(report.form, report.first, report.last, options)
    same = _same(report.form, report.first, report.last)
    if same.filter(organisation__in=_superiors(report.organisation)).exists():
        raise ConflictError("该报表由上级布置，口径由上级确定")
    family = same.filter(organisation__in=report.organisation.bureaus())
    list(family.select_for_update().order_by("pk"))
    if Edition.objects.filter(report__in=family).exclude(state=_S.DRAFT).exists():
        raise ConflictError("已有单位审签上报，不能再改口径", do="按原口径完成本期，下期再改")
    before = report.options
    family.update(options=wanted)
    Edition.objects.filter(report__in=family, state=_S.DRAFT).delete()
    report.refresh_from_db()
    _tell(actor, report, "choose", {"options": wanted}, {"options": before})
    return report


def draw(actor: User, given: Report) -> Edition:
    """Fill the report with what the sources have now; a signed one is corrected, not drawn.

    The sources are read before anything is locked: a long report keeps nobody from working, and whoever signs reads them
    once more. Raises ForbiddenError, InvalidError, ConflictError.
    """
    demand(actor, Permission.REPORTS_PREPARE)
    report = _own(actor, given)
    last = _unlocked(report)
    fresh = last is None or last.state == _S.RETURNED
    base = report.editions.filter(state__in=policy.SIGNED).last() if fresh or last is None else last.base
    drawn = drawing.draw(actor, report, base)
    with transaction.atomic():
        now = Report.objects.select_for_update().get(pk=report.pk)
        if now.options != report.options or _unlocked(report) != last:
            raise ConflictError("该版报表已被他人办理", do="刷新页面后再办理")
        if last is None or fresh:
            reason = last.reason if last is not None and base is not None else ""
            return _open(actor, report, drawn, base, reason)
        _take(last, last.version, state=_S.DRAFT, changes=_fields(actor, drawn))
        last.refresh_from_db()
        _tell(actor, report, "draw", _said(last))
        return last


def _unlocked(report: Report) -> Edition | None:
    """Return the last edition, None without one. Raises ConflictError when it is locked."""
    last = report.editions.defer("content").last()
    if last is not None and last.state in policy.SIGNED:
        raise ConflictError("报表已锁定，不能重新取数", do="数据有变化时编制更正表")
    return last


@transaction.atomic
def correct(actor: User, given: Report, reason: str) -> Edition:
    """Open a correction of a signed report whose figures have changed since.

    Raises ForbiddenError, InvalidError without a reason or without any change, ConflictError.
    """
    demand(actor, Permission.REPORTS_PREPARE)
    report = _own(actor, given)
    base = report.editions.defer("content").last()
    if base is None or base.state not in policy.SIGNED:
        raise ConflictError("报表尚未锁定，不需要更正表", do="重新取数即可")
    text = _text(reason, "更正理由", "reason")
    drawn = drawing.draw(actor, report, base)
    if not drawn.figures["changes"]:
        raise InvalidError("锁定以后数据没有变化，不需要更正", where="reason")
    return _open(actor, report, drawn, base, text)


@transaction.atomic
def sign(actor: User, given: Edition, version: int, note: str = "") -> Edition:
    """Sign a draft: lock the figures and hand them up. By another person than who drew them.

    Raises ForbiddenError, InvalidError, and ConflictError when figures changed since they were drawn.
    """
    demand(actor, Permission.REPORTS_SIGN)
    report = _own(actor, given.report)
    Report.objects.select_for_update().get(pk=report.pk)
    edition = report.editions.filter(pk=given.pk).first()
    if edition is None:
        raise ConflictError("口径已改，请重新取数")
    if edition.state != _S.DRAFT:
        raise ConflictError("该版报表不在编制中")
    if edition.drawn_by_id == actor.pk:
        raise ForbiddenError("审签须由编制人以外的人员办理", do="请换人审签")
    if report.last > clocks.today():
        raise ConflictError(f"统计期间到{report.last:%Y-%m-%d}为止，期间未满不能锁定")
    if edition.errors:
        raise ConflictError(f"还有{edition.errors}处须更正，不能锁定", do="按校验结果更正台账后重新取数")
    if edition.missing and not note.strip():
        raise InvalidError(f"还有{edition.missing}个下级单位未报，请说明理由", where="note")
    drawn = drawing.draw(actor, report, edition.base)
    if drawn.digest != edition.digest:
        raise ConflictError("取数以后台账有变化", do="由编制人重新取数后再审签")
    changes = {"signed_by": actor, "signed_at": timezone.now(), "note": note.strip()[:_LONGEST],
               "content": {}, "state": _S.SIGNED}  # fmt: skip
    _take(edition, version, state=_S.DRAFT, changes=changes)
    Frozen.objects.create(edition=edition, content=drawn.document, figures=drawn.figures, digest=drawn.digest)
    edition.refresh_from_db()
    _tell(actor, report, "sign", _said(edition))
    return edition


@transaction.atomic
def accept(actor: User, given: Edition, version: int, text: str = "") -> Edition:
    """Accept a report of a bureau right below: it counts in the own one from now on.

    Raises ForbiddenError, ConflictError.
    """
    return _decide(actor, given, version, _S.ACCEPTED, text.strip()[:_LONGEST])


@transaction.atomic
def give_back(actor: User, given: Edition, version: int, reason: str) -> Edition:
    """Give a signed report back to the bureau right below. Raises ForbiddenError, InvalidError, ConflictError."""
    return _decide(actor, given, version, _S.RETURNED, _text(reason, "退回理由", "reason"))


def since_signed(user: User, given: Report) -> list[behind.Change]:
    """Return what has changed since the last edition that `user` sees was signed: nothing for other bureaus' reports."""
    base = given.editions.filter(state__in=policy.SIGNED).defer("content").last()
    if base is None or given.organisation_id != user.organisation_id:
        return []
    return behind.changes(core.table(drawing.kept(base)), drawing.draw(user, given).table)


def _decide(actor: User, given: Edition, version: int, state: str, text: str) -> Edition:
    demand(actor, Permission.REPORTS_SIGN)
    report = policy.one(actor, given.report_id)
    if report.organisation.parent_id != actor.organisation_id:
        raise ForbiddenError("下级报表由其直接上级审签")
    edition = Edition.objects.defer("content").get(pk=given.pk)
    changes = {"state": state, "decided_by": actor, "decided_at": timezone.now(), "decision": text}
    _take(edition, version, state=_S.SIGNED, changes=changes)
    edition.refresh_from_db()
    _tell(actor, report, "accept" if state == _S.ACCEPTED else "return", _said(edition))
    return edition


def _open(actor: User, report: Report, drawn: drawing.Drawn, base: Edition | None, reason: str) -> Edition:
    Report.objects.select_for_update().get(pk=report.pk)
    number = (report.editions.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    if report.editions.filter(state=_S.DRAFT).exists():
        raise ConflictError("已有一版正在编制")
    made = Edition.objects.create(
        report=report, number=number, base=base, reason=reason, **_fields(actor, drawn)
    )
    _tell(actor, report, "correct" if base else "draw", _said(made))
    return made


def _fields(actor: User, drawn: drawing.Drawn) -> dict[str, Any]:
    return {
        "figures": drawn.figures, "content": drawn.document, "digest": drawn.digest, "errors": drawn.errors,
        "missing": len(drawn.content.missing), "drawn_by": actor, "drawn_at": timezone.now(),
    }  # fmt: skip


def _take(edition: Edition, version: int, *, state: str, changes: dict[str, Any]) -> None:
    """Change an edition that is still as it was read. Raises ConflictError."""
    rows = Edition.objects.filter(pk=edition.pk, version=version, state=state)
    if not rows.update(**changes, version=F("version") + 1):
        raise ConflictError("该版报表已被他人办理", do="刷新页面后再办理")


def _bureau(actor: User) -> Organisation:
    if not actor.organisation.is_bureau:
        raise ForbiddenError("统计报表只由医保部门填报")
    return actor.organisation


def _own(actor: User, given: Report) -> Report:
    report = policy.one(actor, given.pk)
    policy.demand_own(actor, report)
    return report


def _superiors(organisation: Organisation) -> list[int]:
    return [int(one) for one in organisation.path.strip("/").split("/")[:-1]]


def _same(form: str, first: date, last: date) -> Any:
    return Report.objects.filter(form=form, first=first, last=last)


def _hand_down(actor: User, report: Report) -> None:
    below = report.organisation.bureaus().filter(active=True).exclude(pk=report.organisation_id)
    same = _same(report.form, report.first, report.last)
    there = {one.organisation_id: one for one in same.filter(organisation__in=below)}
    other = [one for one in there.values() if one.options != report.options]
    if other:
        names = "、".join(one.organisation.name for one in other[:5])
        raise ConflictError(f"下级已按其他口径编制同一报表：{names}", do="先统一口径")
    Report.objects.bulk_create(
        Report(
            organisation=one, form=report.form, first=report.first, last=report.last, options=report.options,
            created_by=actor,
        )
        for one in below
        if one.pk not in there
    )  # fmt: skip


def _sound(form: str, first: date, last: date, options: Mapping[str, str]) -> dict[str, str]:
    """Return the options with their defaults. Raises InvalidError for a form, period or option that there is not."""
    if form not in template.names():
        raise InvalidError("请选择报表", where="form")
    found = template.load(form)
    if last < first:
        raise InvalidError("截止日期不能早于起始日期", where="last")
    if (last - first).days > _MOST_DAYS:
        raise InvalidError("统计期间不能超过三年", where="last")
    if found.period == "quarter" and (first, last) != quarter(first):
        raise InvalidError("本表按季度填报，期间须为一个完整季度", where="first")
    try:
        return found.chosen(options)
    except DocumentError as error:
        raise InvalidError(error.problems[0].what, where="options") from error


def quarter(day: date) -> tuple[date, date]:
    """Return the first and the last day of a day's quarter."""
    month = (day.month - 1) // 3 * 3 + 1
    following = date(day.year + (month == 10), (month + 2) % 12 + 1, 1)
    return date(day.year, month, 1), following - timedelta(days=1)


def _text(given: str, name: str, where: str) -> str:
    text = given.strip()
    if not text:
        raise InvalidError(f"请填写{name}", where=where)
    if len(text) > _LONGEST:
        raise InvalidError(f"{name}不能超过 {_LONGEST} 字", where=where)
    return text


def _said(edition: Edition) -> dict[str, Any]:
    return {"edition": edition.number, "state": edition.state, "digest": edition.digest, "reason": edition.reason,
            "decision": edition.decision, "errors": edition.errors, "missing": edition.missing}  # fmt: skip


def _tell(actor: User, report: Report, action: str, after: dict[str, Any], before: Any = None) -> None:
    about = {"form": report.form, "first": str(report.first), "last": str(report.last)}
    audit.record(actor, f"report.{action}", "report", report.pk, before, about | after)
