"""The lists of cases and of suspicions that wait for one: what their columns show."""

from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet, Subquery
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from mingjing.office.cases import words
from mingjing.office.cases.filters import running_clocks
from mingjing.office.cases.models import Act, Case, CaseOfficer, EvidenceItem, Track
from mingjing.office.cases.running import SOON, label
from mingjing.office.clocks import services as clocks
from mingjing.office.leads.models import Suspicion, detected
from mingjing.office.leads.tables import behaviour_name
from mingjing.office.ui import values
from mingjing.office.ui.badges import badge, badge_of
from mingjing.office.ui.columns import Column
from mingjing.office.ui.tables import Empty, Table


def days_left(day: date | None) -> SafeString:
    """Return a badge that says how many days are left until a deadline, or how long it is past."""
    if day is None:
        return SafeString("")
    left = (day - clocks.today()).days
    if left < 0:
        return badge("overdue", f"逾期 {-left} 天", "bad")
    return badge("due", f"剩 {left} 天" if left else "今日到期", "warn" if left <= SOON else "info")


def _address(case: Case) -> str:
    return reverse("cases:overview", args=[case.number])


def _due(case: Any) -> SafeString:
    if case.next_due is None:
        return SafeString("—")
    return format_html(
        '<span class="nowrap">{} {}</span> {}',
        label(case.next_kind),
        values.day(case.next_due),
        days_left(case.next_due),
    )


def _officers(case: Case) -> str:
    return "、".join(one.user.name for one in case.officers.all() if one.until is None)


def _tracks(case: Case) -> str:
    return "；".join(_track(one) for one in case.tracks.all())


def _track(one: Track) -> str:
    """Return a way of handling; how far a penalty is, the stage of the case says."""
    kind = str(one.get_kind_display())
    return kind if one.kind == Track.Kind.PENALTY else f"{kind}（{one.get_state_display()}）"


def _purpose(case: Case) -> str:
    return "、".join(dict.fromkeys(act.get_purpose_display() for act in case.acts.all()))


def _acts(shown: Any) -> Any:
    return lambda case: shown(case.acts.all())


CASES = Table(
    "cases",
    (
        Column("number", "案件编号", "code", sort="number", link=_address),
        Column("party_name", "当事人", read=words.party, sort="party_name"),
        Column("subject", "当事人类别", read=lambda one: one.get_subject_display(), sort="subject", first=False),
        Column("party_code", "证照号码", "code", read=words.party_code, first=False),
        Column("source", "案件来源", read=lambda one: one.get_source_display(), sort="source"),
        Column("source_text", "来源说明", first=False),
        Column("cause", "案由", read=_acts(words.causes)),
        Column("situation", "违法情形", read=_acts(words.situation_texts), first=False),
        Column("articles", "适用条款", read=_acts(words.articles_of), first=False),
        Column("purpose", "骗取目的", read=_purpose, first=False),
        Column("stage", "环节", "badge", sort="stage"),
        Column("due", "最近时限", "html", read=_due, sort="next_due"),
        Column("tracks", "处理方式", read=_tracks),
        Column("outcome", "处理决定", "badge", sort="outcome", first=False),
        Column("grave", "复杂或者重大", read=lambda one: one.grave, first=False),
        Column("suspected_amt", "涉案金额", "yuan", sort="suspected_amt", sum="suspected_amt", first=False),
        Column("loss_amt", "基金损失", "yuan", sort="loss_amt", sum="loss_amt"),
        Column("refund_amt", "责令退回", "yuan", sort="refund_amt", sum="refund_amt", first=False),
        Column("fine_amt", "罚款", "yuan", sort="fine_amt", sum="fine_amt"),
        Column("confiscated_amt", "没收违法所得", "yuan", sort="confiscated_amt", sum="confiscated_amt", first=False),
        Column("officers", "办案人员", read=_officers),
        Column("organisation", "办案单位", read=lambda one: one.organisation.name, sort="organisation__path"),
        Column("institution_code", "机构编码", "code", read=lambda one: one.institution and one.institution.code, first=False),
        Column("found_on", "发现日期", "day", sort="found_on", first=False),
        Column("filed_on", "立案日期", "day", sort="filed_on"),
        Column("decided_on", "决定日期", "day", sort="decided_on", first=False),
        Column("served_on", "送达日期", "day", sort="served_on", first=False),
        Column("pay_by", "缴款期限", "day", sort="pay_by", first=False),
        Column("published_on", "公开日期", "day", sort="published_on", first=False),
        Column("closed_on", "结案日期", "day", sort="closed_on", first=False),
        Column("old_number", "原案号", "code", read=lambda one: getattr(one, "imported", None) and one.imported.number, first=False),
        Column("archive_no", "案卷号", "code", sort="archive_no", first=False),
    ),
    sort="-number",
    unit="件",
    empty=Empty("没有符合条件的案件", "可以放宽或清除筛选条件；查实的疑点在“待立案疑点”中登记案件。"),
)  # fmt: skip


def listed(rows: QuerySet[Case]) -> QuerySet[Case]:
    """Return `rows` with what the ledger shows of them, in as many queries whatever their number."""
    next_clock = running_clocks()
    return (
        rows.select_related("organisation", "institution", "imported")
        .prefetch_related(
            Prefetch("acts", Act.objects.order_by("pk")),
            Prefetch("officers", CaseOfficer.objects.select_related("user")),
            Prefetch("tracks", Track.objects.filter(active=True)),
        )
        .annotate(
            next_due=Subquery(next_clock.values("due_on")[:1]),
            next_kind=Subquery(next_clock.values("kind")[:1]),
        )
    )


UNHANDLED = Table(
    "unhandled",
    (
        Column(
            "rule_title",
            "疑点",
            sort="rule_title",
            link=lambda one: reverse("leads:suspicion", args=[one.pk]),
        ),
        Column("lead", "线索编号", "code", read=lambda one: one.lead.number, sort="lead__number"),
        Column(
            "institution",
            "定点机构",
            read=lambda one: one.lead.institution.name,
            sort="lead__institution__name",
        ),
        Column("behaviour", "行为", read=lambda one: behaviour_name(one.behaviour), sort="behaviour"),
        Column("verdict", "核查结论", "badge", sort="verdict"),
        Column("checkout_amt", "检出金额", "yuan", sort="checkout_amt", sum=detected(), first=False),
        Column("cnfm_amt", "查实金额", "yuan", sort="cnfm_amt", sum="cnfm_amt"),
        Column("det_amt", "已扣款", "yuan", sort="det_amt", sum="det_amt"),
        Column("occurred_on", "行为日期", "day", sort="occurred_on"),
        Column("updated_at", "终审时间", "moment", sort="updated_at"),
        Column("held_by", "承办单位", read=lambda one: one.lead.held_by.name, sort="lead__held_by__path"),
        Column("rule_code", "规则", "code", sort="rule_code", first=False),
    ),
    sort="-cnfm_amt",
    pick=True,
    empty=Empty("没有等待处理的查实疑点", "终审查实的疑点都已立案，或者已书面说明不立案的理由。"),
)


def waiting(rows: QuerySet[Suspicion]) -> QuerySet[Suspicion]:
    """Return confirmed suspicions with what their list shows."""
    return rows.select_related("lead__institution", "lead__held_by")


def _hold(item: EvidenceItem) -> SafeString:
    held = next((one for one in item.holds.all() if one.ended_on is None), None)
    if held is None:
        return SafeString("—")
    return format_html("{} {}", held.get_kind_display(), days_left(held.due_on))


def _keeper(item: EvidenceItem) -> str:
    links = [one for one in item.custody.all() if one.action in ("取得", "移交")]
    last = links[-1] if links else None
    return " ".join(filter(None, (last.holder, last.place))) if last else ""


EVIDENCE = Table(
    "evidence",
    (
        Column("number", "序号", "count", sort="number"),
        Column(
            "name", "证据名称", sort="name", link=lambda one: reverse("cases:evidence-item", args=[one.case.number, one.pk])
        ),
        Column("kind", "证据种类", read=lambda one: one.get_kind_display(), sort="kind"),
        Column("text", "证明内容"),
        Column("origin", "证据来源"),
        Column("obtained_on", "取得日期", "day", sort="obtained_on"),
        Column("collected_by", "取证人", read=lambda one: f"{one.collected_by.name}、{one.witness.name}"),
        Column("verified", "查证", "html", read=lambda one: badge("true", "已查证", "good") if one.verified else badge("no", "未查证", "warn")),
        Column("hold", "保全措施", "html", read=_hold),
        Column("keeper", "保管人、地点", read=_keeper),
        Column("file_name", "电子文件", read=lambda one: one.file_name or ("有" if one.file else ""), first=False),
        Column("size", "大小（字节）", "count", first=False),
        Column("sha256", "SHA-256 摘要", "code", first=False),
    ),
    sort="number",
    unit="件",
    empty=Empty("还没有登记证据", "证据由本案两名办案人员共同取得后登记。"),
)  # fmt: skip


LINKED = Table(
    "linked",
    (
        Column(
            "rule_title", "疑点", read=lambda one: one.suspicion.rule_title, sort="suspicion__rule_title",
            link=lambda one: reverse("leads:suspicion", args=[one.suspicion_id]),
        ),
        Column("lead", "线索编号", "code", read=lambda one: one.suspicion.lead.number, sort="suspicion__lead__number"),
        Column("institution", "定点机构", read=lambda one: one.suspicion.lead.institution.name),
        Column("behaviour", "行为", read=lambda one: behaviour_name(one.suspicion.behaviour)),
        Column("verdict", "核查结论", "html", read=lambda one: badge_of(one.suspicion, "verdict")),
        Column("checkout_amt", "检出金额", "yuan", read=lambda one: one.suspicion.checkout_amt, sum=detected("suspicion__")),
        Column("cnfm_amt", "查实金额", "yuan", read=lambda one: one.suspicion.cnfm_amt, sum="suspicion__cnfm_amt"),
        Column("det_amt", "已扣款", "yuan", read=lambda one: one.suspicion.det_amt, sum="suspicion__det_amt"),
        Column("occurred_on", "行为日期", "day", read=lambda one: one.suspicion.occurred_on, sort="suspicion__occurred_on"),
        Column("active", "关联", "html", read=lambda one: badge("open", "有效", "good") if one.active else badge("off", "不予立案，已解除")),
    ),
    sort="suspicion__lead__number",
    empty=Empty("没有关联疑点", "案件不是从线索核查而来，或者尚未关联。"),
)  # fmt: skip
