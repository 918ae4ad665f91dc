"""What is filled in for a new letter: one of the own bureau, one of a department, one on paper, one from a case."""

from typing import Any

from django import forms

from mingjing.office.accounts.models import User
from mingjing.office.clocks import services as clocks
from mingjing.office.liaison import scope
from mingjing.office.liaison.deeds import kit
from mingjing.office.liaison.deeds.letters import LetterForm
from mingjing.office.liaison.letter_kinds import LetterKind


class NewForm(LetterForm):
    """A letter of one's own bureau."""

    def __init__(
        self, user: User, kind: LetterKind, data: Any = None, files: Any = None, start: Any = None
    ) -> None:
        self.kind = kind
        super().__init__(user, None, data, files)
        self.initial.update({"title": kind.title, "days": kind.days} | (start or {}))

    def prepare(self) -> None:
        """Offer the receivers of the kind."""
        self.offer(self.kind)


class SendForm(NewForm):
    """A letter of a partner department: numbered by itself, with its file."""

    number = kit.line("文号", 80)
    sent_on = kit.day("来函日期")
    attachments = kit.FilesField("函件扫描件、附件")
    field_order: tuple[str, ...] = (
        "other",
        "number",
        "title",
        "problem",
        "request",
        "days",
        "sent_on",
        "attachments",
    )

    def prepare(self) -> None:
        """A department sends to bureaus only."""
        super().prepare()
        self.fields.pop("other_name")
        self.fields["other"].required = True
        self.initial["sent_on"] = clocks.today()


class EnterForm(SendForm):
    """A letter that came on paper."""

    other_name = kit.line("其他来函单位", 255, required=False, help_text="不在列表中的单位在这里填写名称")
    received_on = kit.day("收到日期")
    due_on = kit.day("复函期限", required=False, help_text="来函载明期限的填写；空着按类别和收到日期计算")
    field_order = (
        "other",
        "other_name",
        "number",
        "sent_on",
        "received_on",
        "title",
        "problem",
        "request",
        "days",
        "due_on",
        "attachments",
    )

    def prepare(self) -> None:
        """Offer the departments that do not work on the platform."""
        self.fields["other"].label = "来函单位"
        outside = [one for one in scope.departments(self.user) if scope.unattended(one)]
        self.fields["other"].offer(outside)  # type: ignore[attr-defined]
        self.fields["problem"].label, self.fields["request"].label = self.kind.problem, self.kind.request
        self.initial.update({"sent_on": clocks.today(), "received_on": clocks.today()})


class DispatchForm(forms.Form):
    """Whom an issued paper of a case goes to."""

    other = kit.BodyField("受函单位", required=False)
    other_name = kit.line("其他受函单位", 255, required=False, help_text="不在列表中的单位在这里填写名称")
    days = kit.number("复函期限（天）")
