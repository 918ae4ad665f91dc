"""`mingjing user`: make accounts on the machine itself, the first administrator above all."""

from typing import Any

import click

from mingjing.cli.console import emit, json_option
from mingjing.config.startup import data_option, start
from mingjing.kernel.errors import UsageError


@click.group(name="user")
def command() -> None:
    """账号：在服务器上新建、列出、解锁、重置。"""


@command.command("add")
@click.argument("username")
@click.option("--name", required=True, help="姓名。")
@click.option(
    "--role", "roles", multiple=True, required=True, help="角色代码，可多次给出，如 administrator。"
)
@click.option("--organisation", help="所属单位代码；只有一个单位时可省。")
@click.option("--organisation-name", help="单位名称；单位不存在且尚无任何单位时，以它建立最上级医保部门。")
@click.option(
    "--level",
    type=click.Choice(["province", "city", "county"]),
    default="province",
    show_default=True,
    help="新建最上级医保部门的层级。",
)
@click.option("--ask", is_flag=True, help="询问密码；缺省生成一次性密码并显示一次。")
@data_option
@json_option
def add(
    username: str,
    name: str,
    roles: tuple[str, ...],
    organisation: str | None,
    organisation_name: str | None,
    level: str,
    ask: bool,
    as_json: bool,
) -> None:
    """新建账号。密码须在首次登录时更换。"""
    _start()
    from django.db import transaction  # noqa: PLC0415 - needs Django

    from mingjing.office.accounts import audit  # noqa: PLC0415
    from mingjing.office.accounts.models import Role, User  # noqa: PLC0415
    from mingjing.office.accounts.services import passwords, people  # noqa: PLC0415

    if strange := set(roles) - set(Role.values):
        known = "、".join(f"{one.value}（{one.label}）" for one in Role)
        raise UsageError(f"没有角色：{'、'.join(sorted(strange))}", where="--role", do=f"可选：{known}")
    typed = click.prompt("密码", hide_input=True, confirmation_prompt="再次输入密码") if ask else None
    if typed is not None:
        passwords.accept(User(username=username, name=name), typed, "--ask")
    with transaction.atomic():
        body = _organisation(organisation, organisation_name, level)
        user, first = people.make(people.Person(username, name, body, roles), typed)
        audit.record(None, "account.created", "account", username, after=people.state(user))
    shown = "" if ask else f"\n一次性密码（只显示这一次）：{first}"
    data = {"username": username, "organisation": body.code, "roles": list(roles)}
    emit(
        data if ask else {**data, "password": first},
        as_json,
        f"已新建账号 {username}（{body.name}）。{shown}",
    )


def _start() -> None:
    start()
    from mingjing.config import upgrade  # noqa: PLC0415 - needs Django

    # The first account may well be made before the service has ever run.
    if upgrade.fresh():
        upgrade.upgrade()
    upgrade.demand_current()


def _organisation(code: str | None, name: str | None, level: str) -> Any:
    from mingjing.office.accounts import audit  # noqa: PLC0415 - needs Django
    from mingjing.office.accounts.models import Organisation  # noqa: PLC0415
    from mingjing.office.accounts.services import organisations  # noqa: PLC0415

    known = Organisation.objects.filter(code=code) if code else Organisation.objects.all()[:2]
    if len(known) == 1:
        return known[0]
    if Organisation.objects.exists():
        raise UsageError(
            "没有这个单位" if code else "有多个单位", where="--organisation", do="给出已有单位的代码"
        )
    if not (code and name):
        raise UsageError(
            "还没有任何单位",
            where="--organisation",
            do="给出 --organisation 代码（如区划代码）和 --organisation-name 名称，建立最上级医保部门",
        )
    digits = code if len(code) == 6 and code.isdecimal() else ""
    data = organisations.Body(code, name, Organisation.Kind.BUREAU, None, level, digits)
    organisations.check(data)
    body = Organisation(code=code, name=name, kind=data.kind, level=level, admdvs=digits)
    body.save()
    audit.record(None, "organisation.created", "organisation", code, after=organisations.state(body))
    return body


@command.command("list")
@data_option
@json_option
def list_users(as_json: bool) -> None:
    """列出账号。"""
    _start()
    from mingjing.office.accounts.models import User  # noqa: PLC0415 - needs Django
    from mingjing.office.accounts.services import people  # noqa: PLC0415

    rows = [
        {"username": user.username, **people.state(user)}
        for user in User.objects.select_related("organisation")
    ]
    lines = [
        f"{row['username']}\t{row['name']}\t{row['organisation']}\t{'、'.join(row['roles'])}"
        f"\t{'启用' if row['is_active'] else '停用'}"
        for row in rows
    ]
    emit(rows, as_json, "\n".join([*lines, f"共 {len(rows)} 个账号。"]))


@command.command("rescue")
@click.argument("username")
@data_option
@json_option
def rescue(username: str, as_json: bool) -> None:
    """唯一的管理员无法登录时：启用、解锁、重置密码和动态口令，显示一次性密码。"""
    _start()
    from django.db import transaction  # noqa: PLC0415 - needs Django

    from mingjing.office.accounts import audit, password  # noqa: PLC0415
    from mingjing.office.accounts.models import User  # noqa: PLC0415
    from mingjing.office.accounts.services import passwords, secondfactor, sessions  # noqa: PLC0415

    user = User.objects.select_related("organisation").filter(username=username).first()
    if user is None:
        raise UsageError("没有这个账号", where=username, do="mingjing user list 列出账号")
    with transaction.atomic():
        first = password.one_time()
        passwords.put(user, first, must_change=True)
        User.objects.filter(pk=user.pk).update(is_active=True)
        sessions.end_all(user)
        secondfactor.forget(user)
        audit.record(None, "account.rescued", "account", username)
    emit({"username": username, "password": first}, as_json, f"一次性密码（只显示这一次）：{first}")
