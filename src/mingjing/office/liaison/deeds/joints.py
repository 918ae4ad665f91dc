"""What people can do in a joint case."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.permissions import Permission
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
from mingjing.office.liaison.models import Joint, JointTask, Member
from mingjing.office.liaison.services import joints

_S, _M, _T, _P = Joint.State, Member.State, JointTask.State, Permission
_A = _P.LIAISON_APPROVE


def members_for(user: User, joint: Joint, *states: str) -> list[Member]:
    """Return the memberships that somebody acts for: their own body's, or as host those of bodies outside the platform."""
    rows: QuerySet[Member] = joint.members.filter(state__in=states).select_related("organisation")
    if scope.may_for(user, joint.host, _P.LIAISON_HANDLE):
        return [one for one in rows if scope.unattended(one.organisation)]
    return [one for one in rows if scope.may_for(user, one.organisation, _P.LIAISON_HANDLE)]


def tasks_for(user: User, joint: Joint) -> list[JointTask]:
    """Return the open tasks that somebody reports on."""
    rows = joint.tasks.filter(state=_T.OPEN).select_related("organisation")
    return [
        one for one in rows
        if scope.may_for(user, joint.host if scope.unattended(one.organisation) else one.organisation, _P.LIAISON_HANDLE)
    ]  # fmt: skip


def _named(found: list[Member]) -> list[tuple[int, str]]:
    return [(one.pk, one.organisation.name) for one in found]


class MemberForm(DeedForm):
    """For which department; asked only of the host, who keeps the papers of those outside the platform."""

    key = PartField("参与部门")
    states: tuple[str, ...] = ()

    def prepare(self) -> None:
        """Offer the departments in the states of this deed."""
        if self.user.organisation_id != self.thing.host_id:
            self.fields.pop("key")
        else:
            self.fields["key"].offer(_named(members_for(self.user, self.thing, *self.states)))  # type: ignore[attr-defined]


class JoinForm(MemberForm):
    """Who is the contact."""

    states = (_M.INVITED,)
    contact = line("联系人和电话", 100)


class DeclineForm(MemberForm):
    """Why not."""

    states = (_M.INVITED, _M.JOINED)
    text = area("理由", 3, most=500)


class ResultForm(MemberForm):
    """What the department did."""

    states = (_M.JOINED,)
    result = area("处理结果", 3, most=500)
    document = line("文书号", 100, required=False)
    amount = forms.DecimalField(
        label="金额（元）", required=False, min_value=0, max_digits=16, decimal_places=2
    )
    on = day("处理日期")


class KeepForm(DeedForm):
    """Whose result."""

    key = PartField("参与部门")

    def prepare(self) -> None:
        """Offer the departments whose result is not kept yet."""
        self.fields["key"].offer(_named(unkept(self.thing)))  # type: ignore[attr-defined]


def unkept(joint: Joint) -> list[Member]:
    """Return the departments whose result is not with the case yet."""
    rows = joint.members.filter(result_on__isnull=False, kept=None)
    return list(rows.select_related("organisation"))


class InviteForm(DeedForm):
    """Whom."""

    departments = BodiesField("邀请的部门")

    def prepare(self) -> None:
        """Offer the departments that are not in it."""
        self.fields["departments"].offer(outside(self.user, self.thing))  # type: ignore[attr-defined]


def outside(user: User, joint: Joint) -> list[Organisation]:
    """Return the departments that are not in a joint case yet."""
    there = set(joint.members.values_list("organisation_id", flat=True))
    return [one for one in scope.departments(user) if one.pk not in there]


class AssignForm(DeedForm):
    """Which task, whose, until when."""

    text = area("分工事项", 2, most=500)
    organisation = BodyField("责任单位")
    due_on = day("期限")

    def prepare(self) -> None:
        """Offer the host and who takes part."""
        joined = self.thing.members.filter(state=_M.JOINED).select_related("organisation")
        self.fields["organisation"].offer([self.thing.host, *(one.organisation for one in joined)])  # type: ignore[attr-defined]


class DoneForm(DeedForm):
    """Which task, and how it was done."""

    key = PartField("分工事项")
    text = area("完成情况", 3, most=2000)

    def prepare(self) -> None:
        """Offer the tasks of this person's body."""
        found = [(one.pk, f"{one.organisation.name}：{one.text[:60]}") for one in self.tasks()]
        self.fields["key"].offer(found)  # type: ignore[attr-defined]

    def tasks(self) -> list[JointTask]:
        """Return the tasks offered."""
        return tasks_for(self.user, self.thing)


class DropForm(DoneForm):
    """Which task, and why it is dropped."""

    text = area("取消的理由", 3, most=2000)

    def tasks(self) -> list[JointTask]:
        """Return all open tasks."""
        return list(self.thing.tasks.filter(state=_T.OPEN).select_related("organisation"))


class ShareForm(DeedForm):
    """What, and what for."""

    text = area("材料说明和使用目的", 3, most=1000)
    attachments = FilesField("共享的文件", required=True)


def _host(permission: Permission, *states: str) -> Any:
    return lambda user, one: one.state in states and scope.may_for(user, one.host, permission)


def _member(*states: str) -> Any:
    return lambda user, one: one.state == _S.RUNNING and bool(members_for(user, one, *states))


def _shares(user: User, one: Joint) -> bool:
    if one.state != _S.RUNNING:
        return False
    if scope.may_for(user, one.host, _P.LIAISON_HANDLE):
        return True
    return not user.organisation.is_bureau and bool(members_for(user, one, _M.JOINED))


def _results(user: User, one: Joint) -> bool:
    return one.state == _S.RUNNING and any(not found.kept_id for found in members_for(user, one, _M.JOINED))


_running = _host(_P.LIAISON_HANDLE, _S.RUNNING)


def _approves(user: User, one: Joint) -> bool:
    return bool(_host(_A, _S.PROPOSED)(user, one)) and user.pk != one.proposed_by_id


DEEDS = table(
    Deed("approve", "批准", _approves, lambda u, o, v: joints.approve(u, o, v.get("version")), permission=_A, usual=True),
    Deed("join", "参加", _member(_M.INVITED), lambda u, o, v: joints.join(u, o, v["contact"], v.get("key")), JoinForm, usual=True),
    Deed("done", "反馈分工完成情况", lambda u, o: o.state == _S.RUNNING and bool(tasks_for(u, o)), lambda u, o, v: joints.finish_task(u, o, v["key"], v["text"]), DoneForm, usual=True),
    Deed("result", "反馈处理结果", _results, lambda u, o, v: joints.give_result(u, o, v["result"], v["on"], v["document"], v["amount"], v.get("key")), ResultForm, usual=True),
    Deed("keep", "处理结果归入案件", lambda u, o: bool(_running(u, o)) and bool(unkept(o)), lambda u, o, v: joints.keep_result(u, o, v["key"]), KeepForm, usual=True, hint="由本案办案人员核对后归入，一案多处各部门的结果随案保存"),
    Deed("assign", "商定分工", _running, lambda u, o, v: joints.assign(u, o, v["text"], v["organisation"], v["due_on"]), AssignForm),
    Deed("share", "共享材料", _shares, lambda u, o, v: joints.share(u, o, v["text"], v["attachments"]), ShareForm),
    Deed("invite", "邀请其他部门", lambda u, o: bool(_running(u, o)) and bool(outside(u, o)), lambda u, o, v: joints.invite(u, o, v["departments"]), InviteForm),
    Deed("drop", "取消分工", lambda u, o: bool(_running(u, o)) and o.tasks.filter(state=_T.OPEN).exists(), lambda u, o, v: joints.drop_task(u, o, v["key"], v["text"]), DropForm),
    Deed("close", "结束联合办案", _host(_A, _S.RUNNING), lambda u, o, v: joints.close(u, o, v["text"], v.get("version")), told("结束说明"), permission=_A),
    Deed("decline", "不参加、退出", _member(_M.INVITED, _M.JOINED), lambda u, o, v: joints.decline(u, o, v["text"], v.get("key")), DeclineForm, bad=True),
    Deed("reject", "不予批准", _host(_A, _S.PROPOSED), lambda u, o, v: joints.reject(u, o, v["text"]), told("不予批准的理由"), permission=_A, bad=True),
)  # fmt: skip
