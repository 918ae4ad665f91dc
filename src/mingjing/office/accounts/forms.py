"""The forms of accounts; services check what forms cannot know."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict

from mingjing.kernel.errors import MingjingError
from mingjing.office.accounts.actions import ACTIONS, label
from mingjing.office.accounts.models import Organisation, Role
from mingjing.office.accounts.permissions import Permission
from mingjing.office.ui.inputs import DayInput

_HIDDEN: dict[str, Any] = {"strip": False, "max_length": 200}


def show(form: forms.Form, error: MingjingError) -> None:
    """Put what a service found wrong beside the fields it concerns."""
    for problem in error.problems:
        form.add_error(
            problem.where if problem.where in form.fields else None, _said(problem.what, problem.do)
        )


def _said(what: str, todo: str) -> str:
    return f"{what}。{todo}" if todo else what


class SignInForm(forms.Form):
    """Account and password."""

    username = forms.CharField(
        label="账号",
        max_length=60,
        widget=forms.TextInput({"autocomplete": "username", "autofocus": True, "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label="密码", widget=forms.PasswordInput({"autocomplete": "current-password"}), **_HIDDEN
    )


class CodeForm(forms.Form):
    """A code of the authenticator, or a recovery code."""

    code = forms.CharField(
        label="动态口令",
        max_length=24,
        help_text="手机上显示的 6 位数字；手机不在身边时输入一个备用码。",
        widget=forms.TextInput({"autocomplete": "one-time-code", "autofocus": True}),
    )


class ConfirmForm(forms.Form):
    """The password once more, before something grave."""

    password = forms.CharField(
        label="现用密码", widget=forms.PasswordInput({"autocomplete": "current-password"}), **_HIDDEN
    )


class PasswordForm(forms.Form):
    """A change of one's own password."""

    current = forms.CharField(
        label="现用密码", widget=forms.PasswordInput({"autocomplete": "current-password"}), **_HIDDEN
    )
    new = forms.CharField(
        label="新密码",
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text="至少 10 个字符，含大写字母、小写字母、数字、符号中的三类；不能与账号、姓名相近，不能是常见密码。",
        **_HIDDEN,
    )
    again = forms.CharField(
        label="再次输入新密码", widget=forms.PasswordInput({"autocomplete": "new-password"}), **_HIDDEN
    )

    def clean(self) -> dict[str, Any]:
        """Both spellings are the same."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("new") and data.get("again") and data["new"] != data["again"]:
            self.add_error("again", "两次输入的新密码不一致")
        return data


class TokenForm(forms.Form):
    """A new key for a program."""

    name = forms.CharField(label="用途", max_length=100, help_text="如：市局数据平台每日取数")
    scopes = forms.MultipleChoiceField(label="范围", widget=forms.CheckboxSelectMultiple)
    days = forms.TypedChoiceField(
        label="有效期",
        choices=[(30, "30 天"), (90, "90 天"), (180, "180 天"), (365, "一年")],
        coerce=int,
        initial=90,
    )

    def __init__(self, *args: Any, scopes: Iterable[Permission], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"] = forms.MultipleChoiceField(
            label="范围",
            widget=forms.CheckboxSelectMultiple,
            choices=[(one.value, str(one.label)) for one in scopes],
            help_text="令牌只能做勾选的事，且不超出本人的权限。",
        )


class PersonForm(forms.Form):
    """An account."""

    username = forms.RegexField(
        r"^[A-Za-z][A-Za-z0-9._-]{2,59}$",
        label="账号",
        help_text="字母开头，3 至 60 位字母、数字、点、横线。",
        error_messages={"invalid": "账号须以字母开头，只含字母、数字、点、横线，至少 3 位"},
    )
    name = forms.CharField(label="姓名", max_length=60)
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="所属单位", empty_label=None)
    roles = forms.MultipleChoiceField(label="角色", choices=Role.choices, widget=forms.CheckboxSelectMultiple)
    cert_no = forms.CharField(label="执法证号", max_length=40, required=False)
    tel = forms.CharField(label="电话", max_length=30, required=False)

    def __init__(self, *args: Any, organisations: Any, known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = forms.ModelChoiceField(organisations, label="所属单位", empty_label=None)
        self.fields["organisation"] = chosen
        if known:
            self.fields["username"].disabled = True


class OrganisationForm(forms.Form):
    """A body of the tree."""

    code = forms.RegexField(
        r"^[A-Za-z0-9_-]{1,40}$",
        label="代码",
        help_text="机构用国家医保机构编码；医保部门可用区划代码。",
        error_messages={"invalid": "代码只含字母、数字、横线，至多 40 位"},
    )
    name = forms.CharField(label="名称", max_length=255)
    kind = forms.ChoiceField(label="类别", choices=Organisation.Kind.choices)
    level = forms.ChoiceField(label="层级", choices=Organisation.Level.choices, required=False)
    admdvs = forms.RegexField(
        r"^\d{6}$",
        label="医保区划",
        required=False,
        error_messages={"invalid": "医保区划为 6 位数字"},
    )
    parent = forms.ModelChoiceField(Organisation.objects.none(), label="上级", required=False)

    def __init__(self, *args: Any, parents: Any, fixed: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"] = forms.ModelChoiceField(
            parents, label="上级", required=False, empty_label="（最上级）"
        )
        for name in fixed:
            self.fields[name].disabled = True


class AuditFilterForm(forms.Form):
    """Which entries of the audit log to show."""

    person = forms.CharField(label="人员", max_length=60, required=False)
    action = forms.ChoiceField(label="动作", required=False)
    object = forms.CharField(label="对象编号", max_length=80, required=False)
    since = forms.DateField(label="自", required=False, widget=DayInput())
    until = forms.DateField(label="至", required=False, widget=DayInput())

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        asked = data.get("action", "")
        # An action that has no name yet can still be asked for by its code.
        known = {**ACTIONS, **({asked[:60]: label(asked[:60])} if asked else {})}
        choices = sorted(known.items(), key=lambda one: one[1])
        self.fields["action"] = forms.ChoiceField(
            label="动作", required=False, choices=[("", "全部"), *choices]
        )
