"""What people can do with a meeting and its resolutions."""

from typing import Any

from django import forms

from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.clocks import services as clocks
from mingjing.office.liaison import scope
from mingjing.office.liaison.deeds.kit import (
    BodiesField,
    BodyField,
    Deed,
    DeedForm,
    FilesField,
    PartField,
    area,
    day,
    line,
    table,
    told,
)
from mingjing.office.liaison.models import Meeting, Resolution
from mingjing.office.liaison.services import meetings

_S, _R, _P = Meeting.State, Resolution.State, Permission
_A = _P.LIAISON_APPROVE


class CallForm(DeedForm):
    """A meeting: when, where, about what, who is invited."""

    kind = forms.ChoiceField(label="会议类型", choices=Meeting.Kind.choices)
    title = line("会议名称")
    on = day("会议日期")
    place = line("地点", required=False)
    chair = line("主持人", 100, required=False)
    topics = area("议题", 4, help_text="每行一项")
    invited = BodiesField("参会单位", required=False)
    others = area("其他参会单位", 2, required=False, help_text="不在列表中的单位，每行一个", most=2000)

    def prepare(self) -> None:
        """Offer whom the bureau may invite; fill in what a meeting says already."""
        self.fields["invited"].offer(meetings.bodies(self.user))  # type: ignore[attr-defined]
        one = self.thing
        if one is None:
            self.initial["on"] = clocks.today()
            return
        there = list(one.attendees.all())
        self.initial.update(
            {name: getattr(one, name) for name in ("kind", "title", "on", "place", "chair", "topics")}
        )
        self.initial["invited"] = [row.organisation_id for row in there if row.organisation_id]
        self.initial["others"] = "\n".join(row.name for row in there if not row.organisation_id)


def call_of(values: dict[str, Any]) -> meetings.Call:
    """Return what a form says of a meeting."""
    return meetings.Call(
        values["kind"], values["title"], values["on"], values["topics"], values["place"], values["chair"],
        values["invited"], values["others"].splitlines(),
    )  # fmt: skip


class HoldForm(DeedForm):
    """The minutes, and who came: a line per body."""

    minutes = area("会议纪要", 8)
    document = line("纪要文号", 100, required=False)
    attachments = FilesField("纪要、签到表等附件")

    def prepare(self) -> None:
        """Ask for every body invited who came for it."""
        for one in self.thing.attendees.all():
            label = f"{one.name}参会人员"
            self.fields[f"came-{one.pk}"] = line(label, required=False, help_text="未到会的空着")


class ResolveForm(DeedForm):
    """What was decided, who answers for it, until when."""

    text = area("议定事项", 3, most=1000)
    organisation = BodyField("责任单位", required=False)
    department = line("其他责任单位", 255, required=False, help_text="不在列表中的单位在这里填写名称")
    due_on = day("落实期限")
    case = line("有关案件编号", 40, required=False)

    def prepare(self) -> None:
        """Offer the host and whom it invited."""
        rows = self.thing.attendees.exclude(organisation=None).select_related("organisation")
        self.fields["organisation"].offer([self.thing.host, *(one.organisation for one in rows)])  # type: ignore[attr-defined]


class ResolutionForm(DeedForm):
    """About which resolution."""

    key = PartField("议定事项")
    text = area("落实情况", 3, most=2000)

    def prepare(self) -> None:
        """Offer those that this person may report on."""
        found = [(one.pk, f"{one.number}. {one.text[:60]}") for one in self.rows()]
        self.fields["key"].offer(found)  # type: ignore[attr-defined]

    def rows(self) -> list[Resolution]:
        """Return the resolutions offered."""
        return open_for(self.user, self.thing)


def open_for(user: User, meeting: Meeting) -> list[Resolution]:
    """Return the open resolutions that this person's body reports on."""
    rows = meeting.resolutions.filter(state=_R.OPEN).select_related("organisation", "meeting__host")
    return [one for one in rows if scope.may_for(user, meetings.answering(one), _P.LIAISON_HANDLE)]


class ConcludeForm(ResolutionForm):
    """Whether a reported resolution is carried out."""

    carried_out = forms.ChoiceField(
        label="认定", choices=[("yes", "已落实"), ("no", "未落实，退回继续落实")], widget=forms.RadioSelect
    )
    text = area("意见", 2, required=False, most=1000)
    field_order = ("key", "carried_out", "text")

    def rows(self) -> list[Resolution]:
        """Return those that were reported."""
        return list(self.thing.resolutions.filter(state=_R.REPORTED))


class GiveUpForm(ResolutionForm):
    """Why a resolution is given up."""

    text = area("不再执行的理由", 3, most=1000)

    def rows(self) -> list[Resolution]:
        """Return those that are not settled."""
        return list(self.thing.resolutions.filter(state__in=(_R.OPEN, _R.REPORTED)))


def _host(permission: Permission, *states: str) -> Any:
    return lambda user, one: one.state in states and scope.may_for(user, one.host, permission)


def _with(permission: Permission, *states: str) -> Any:
    shown = _host(permission, _S.HELD)
    return lambda user, one: bool(shown(user, one)) and one.resolutions.filter(state__in=states).exists()


def _hold(user: User, one: Meeting, values: dict[str, Any]) -> Meeting:
    came = {int(name[5:]): value for name, value in values.items() if name.startswith("came-")}
    done: Meeting = meetings.hold(
        user, one, values["minutes"], came, values["document"], values["attachments"], values.get("version")
    )
    return done


def _may_hold(user: User, one: Meeting) -> bool:
    return one.on <= clocks.today() and bool(_host(_P.LIAISON_HANDLE, _S.PLANNED)(user, one))


DEEDS = table(
    Deed("hold", "登记召开情况", _may_hold, _hold, HoldForm, usual=True),
    Deed("resolve", "登记议定事项", _host(_P.LIAISON_HANDLE, _S.HELD), lambda u, o, v: meetings.resolve(u, o, v["text"], v["due_on"], v["organisation"], v["department"], v["case"]), ResolveForm, usual=True),
    Deed("report", "反馈落实情况", lambda u, o: o.state == _S.HELD and bool(open_for(u, o)), lambda u, o, v: meetings.report(u, o, v["key"], v["text"]), ResolutionForm, usual=True),
    Deed("conclude", "认定落实情况", _with(_P.LIAISON_HANDLE, _R.REPORTED), lambda u, o, v: meetings.conclude(u, o, v["key"], v["carried_out"] == "yes", v["text"]), ConcludeForm, usual=True),
    Deed("change", "变更会议安排", _host(_P.LIAISON_HANDLE, _S.PLANNED), lambda u, o, v: meetings.change(u, o, call_of(v), v.get("version")), CallForm),
    Deed("drop", "议定事项不再执行", _with(_A, _R.OPEN, _R.REPORTED), lambda u, o, v: meetings.drop(u, o, v["key"], v["text"]), GiveUpForm, permission=_A, bad=True),
    Deed("cancel", "取消会议", _host(_P.LIAISON_HANDLE, _S.PLANNED), lambda u, o, v: meetings.cancel(u, o, v["text"]), told("取消的原因", most=500), bad=True),
)  # fmt: skip
