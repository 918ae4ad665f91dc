"""What people can do with a letter."""

from typing import Any

from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.liaison import scope
from mingjing.office.liaison.deeds.kit import (
    BodyField,
    Deed,
    DeedForm,
    FilesField,
    area,
    day,
    line,
    number,
    table,
    told,
)
from mingjing.office.liaison.letter_kinds import letter_kind
from mingjing.office.liaison.models import Letter, Reply
from mingjing.office.liaison.services import letters, replies

_S, _P = Letter.State, Permission


def _sender(permission: Permission, *states: str) -> Any:
    return lambda user, one: one.state in states and scope.may_for(user, one.sender, permission)


def _answering(permission: Permission, *states: str) -> Any:
    return lambda user, one: one.state in states and scope.may_for(user, replies.answering(one), permission)


class LetterForm(DeedForm):
    """What a letter says, and whom it goes to."""

    other = BodyField("受函单位", required=False)
    other_name = line(
        "其他受函单位",
        255,
        required=False,
        help_text="不在列表中的单位在这里填写名称；签收和复函由本单位登记",
    )
    title = line("标题")
    problem = area("问题", 6)
    request = area("建议", 6)
    days = number("复函期限（天）", help_text="自签收之日起；0 表示无须复函")

    def prepare(self) -> None:
        """Offer the receivers of its kind; call the parts as the kind calls them."""
        kind = letter_kind(self.thing.kind)
        self.offer(kind)
        one = self.thing
        self.initial.update({
            "other": one.receiver_id, "other_name": "" if one.receiver_id else one.receiver_name, "title": one.title,
            "problem": one.problem, "request": one.request, "days": one.days,
        })  # fmt: skip

    def offer(self, kind: Any) -> None:
        """Offer what fits a kind."""
        self.fields["other"].offer(scope.receivers(self.user, kind))  # type: ignore[attr-defined]
        self.fields["problem"].label, self.fields["request"].label = kind.problem, kind.request
        self.fields["days"].label = f"复函期限（{'工作日' if kind.unit == 'working' else '自然日'}）"


def given_of(kind: str, values: dict[str, Any], **about: Any) -> letters.Given:
    """Return what a form says of a letter."""
    return letters.Given(
        kind, values["title"], values["problem"], values["request"], values.get("other"), values.get("other_name") or "",
        values.get("days"), **about,
    )  # fmt: skip


class ReceiveForm(DeedForm):
    """The day on the receipt, where that came on paper."""

    on = day("签收日期", required=False, help_text="按回执上的日期登记；空着即今天")

    def prepare(self) -> None:
        """Ask for the day only where the sender keeps the papers."""
        if not replies.by_hand(self.thing):
            self.fields.pop("on")


class ReplyForm(DeedForm):
    """A reply."""

    text = area("答复内容", 6)
    measures = area("采取的措施、处理结果", 4, required=False)
    number = line("复函文号", 80, required=False)
    on = day("复函日期", required=False)
    attachments = FilesField()

    def prepare(self) -> None:
        """A bureau's reply is numbered and dated when its head signs it."""
        hand = replies.by_hand(self.thing)
        if self.user.organisation.is_bureau and not hand:
            self.fields.pop("number")
        if not hand:
            self.fields.pop("on")


class AgainForm(DeedForm):
    """Why a reply does not settle it, and until when a further one is asked for."""

    text = area("退回补充的理由", 3, most=1000)
    days = number("补充答复期限（天）", least=1)

    def prepare(self) -> None:
        """Propose as many days as at first."""
        self.initial["days"] = self.thing.days or 10


class ExtendForm(DeedForm):
    """More time."""

    due_on = day("新的期限")
    text = area("延期的理由", 3, most=500)


class CaseForm(DeedForm):
    """Which case."""

    number = line("案件编号", 40)


def _version(act: Any) -> Any:
    return lambda user, one, v: act(user, one, version=v.get("version"))


def _text(act: Any) -> Any:
    return lambda user, one, v: act(user, one, v["text"])


def _may_relate(user: User, one: Letter) -> bool:
    return (
        one.case_id is None and one.state not in (_S.WITHDRAWN, _S.RETURNED) and user.organisation.is_bureau
        and one.sent_on is not None and scope.may_for(user, one.receiver, _P.LIAISON_HANDLE)
    )  # fmt: skip


def _waits(user: User, one: Letter) -> bool:
    found = _answering(_P.LIAISON_APPROVE, _S.RECEIVED)(user, one) and user.organisation.is_bureau
    return found and one.replies.filter(state=Reply.State.SUBMITTED).exists()


def _replies(user: User, one: Letter) -> bool:
    found = _answering(_P.LIAISON_HANDLE, _S.RECEIVED)(user, one)
    return found and not one.replies.filter(state=Reply.State.SUBMITTED).exists()


def _signs(user: User, one: Letter) -> bool:
    return _sender(_P.LIAISON_APPROVE, _S.SUBMITTED)(user, one) and user.pk != one.drafted_by_id


def _signs_reply(user: User, one: Letter) -> bool:
    return _waits(user, one) and not one.replies.filter(state=Reply.State.SUBMITTED, actor=user).exists()


def _keeper(user: User, one: Letter) -> bool:
    keeper = one.receiver if scope.unattended(one.sender) else one.sender
    return (
        one.state == _S.RECEIVED and one.due_on is not None and scope.may_for(user, keeper, _P.LIAISON_HANDLE)
    )


def _withdraws(user: User, one: Letter) -> bool:
    return _sender(_P.LIAISON_APPROVE, _S.SENT, _S.RECEIVED)(user, one) and not one.entered


_A = _P.LIAISON_APPROVE
DEEDS = table(
    Deed("submit", "送签", _sender(_P.LIAISON_HANDLE, _S.DRAFT), _version(letters.submit), usual=True),
    Deed("issue", "签发并发出", _signs, _version(letters.issue), permission=_A, usual=True, hint="签发后编定文号，内容不能再修改"),
    Deed("receive", "签收", _answering(_P.LIAISON_HANDLE, _S.SENT), lambda u, o, v: replies.receive(u, o, v.get("on"), v.get("version")), ReceiveForm, usual=True),
    Deed("sign-reply", "签发复函", _signs_reply, _version(replies.sign_reply), permission=_A, usual=True),
    Deed("reply", "答复", _replies, lambda u, o, v: replies.reply(u, o, v["text"], v["measures"], v.get("number") or "", v.get("on"), v["attachments"], v.get("version")), ReplyForm, usual=True),
    Deed("accept", "认定已落实", _sender(_P.LIAISON_HANDLE, _S.REPLIED), lambda u, o, v: replies.accept(u, o, v["text"], v.get("version")), told("认定意见", most=1000), usual=True),
    Deed("again", "要求补充答复", _sender(_P.LIAISON_HANDLE, _S.REPLIED), lambda u, o, v: replies.ask_again(u, o, v["text"], v["days"], v.get("version")), AgainForm),
    Deed("change", "修改函件", _sender(_P.LIAISON_HANDLE, _S.DRAFT), lambda u, o, v: letters.change(u, o, given_of(o.kind, v), v.get("version")), LetterForm),
    Deed("extend", "同意延期", _keeper, lambda u, o, v: replies.extend(u, o, v["due_on"], v["text"]), ExtendForm),
    Deed("relate", "关联案件", _may_relate, lambda u, o, v: replies.relate(u, o, v["number"]), CaseForm),
    Deed("send-back", "退回修改", _sender(_A, _S.SUBMITTED), _text(letters.send_back), told("退回的理由", most=500), permission=_A),
    Deed("take-back", "退回复函稿", _waits, _text(replies.take_back_reply), told("退回的理由", most=500), permission=_A),
    Deed("refuse", "退回来函", _answering(_P.LIAISON_HANDLE, _S.SENT), _text(replies.refuse), told("退回的原因", most=500), bad=True),
    Deed("discard", "作废", _sender(_P.LIAISON_HANDLE, _S.DRAFT), _text(letters.discard), told("作废的原因", most=500), bad=True),
    Deed("withdraw", "撤回", _withdraws, _text(letters.withdraw), told("撤回的原因", most=500), permission=_A, bad=True),
)  # fmt: skip
