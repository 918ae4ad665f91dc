"""Local rules: written in the page, checked as built-in ones are, put in force as files that every run reads."""

import tempfile
from datetime import datetime
from pathlib import Path

from django.db import IntegrityError, transaction

from mingjing.analysis.engine.publish import whole_file
from mingjing.analysis.rules import archive
from mingjing.analysis.rules.start import start as skeleton
from mingjing.kernel import local
from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError, MingjingError, Problem
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.screenings import editing, policy
from mingjing.office.screenings.folders import own_folder
from mingjing.office.screenings.models import LocalRule

S = LocalRule.State
IN_FORCE = (S.ACTIVE, S.SHADOW)


def begin(actor: User, code: str, copied: str = "") -> LocalRule:
    """Make the draft of a new rule, from the skeleton or a copy. Raises ForbiddenError, InvalidError."""
    demand(actor, Permission.RULES_WRITE)
    code = code.strip().upper()
    if LocalRule.objects.filter(code=code).exists():
        raise InvalidError(f"编码 {code} 已经用了", where="code", do="换一个编码，或修订已有的规则")
    try:
        with tempfile.TemporaryDirectory(prefix="mingjing-rule-") as folder, local.using(own_folder()):
            text = skeleton(Path(folder), code, copied).read_text(encoding="utf-8")
    except MingjingError as error:
        where = "copied" if copied and copied in error.problems[0].what else "code"
        raise InvalidError.from_problems(
            [Problem(p.what, where, p.why, p.do) for p in error.problems]
        ) from error
    return _create(actor, code, 1, text)


def _create(actor: User, code: str, version: int, text: str) -> LocalRule:
    try:
        with transaction.atomic():
            made = LocalRule.objects.create(
                code=code, version=version, text=text, organisation=actor.organisation, author=actor
            )
            audit.record(actor, "begin", "local_rule", f"{code}.{version}", None, {"text": text})
            return made
    except IntegrityError as error:
        raise ConflictError(f"{code} 第 {version} 版已经有人在写", do="刷新页面后再看") from error


def save(actor: User, rule: LocalRule, text: str, seen: datetime) -> None:
    """Save a draft, right or wrong; `seen` is when the text that was edited had been saved.

    Raises ForbiddenError, ConflictError (no draft any more, or saved meanwhile by somebody else).
    """
    _demand(actor, rule)
    with transaction.atomic():
        now = LocalRule.objects.select_for_update().get(pk=rule.pk)
        if now.state != S.DRAFT:
            raise ConflictError(f"“{now.get_state_display()}”的规则不能改写", do="点“修订”，写下一版")
        if now.updated_at != seen:
            raise ConflictError("这份草稿刚被另一处保存过", do="复制您的文本，刷新页面后合并")
        before, now.text, now.author = now.text, text.replace("\r\n", "\n"), actor
        now.save()
        audit.record(
            actor, "save", "local_rule", f"{now.code}.{now.version}", {"text": before}, {"text": now.text}
        )
    rule.refresh_from_db()


def revise(actor: User, rule: LocalRule) -> LocalRule:
    """Make the draft of the next version. Raises ForbiddenError, ConflictError (there is a draft already)."""
    _demand(actor, rule)
    newest = LocalRule.objects.filter(code=rule.code).order_by("-version")[0]
    if newest.state == S.DRAFT:
        raise ConflictError(f"第 {newest.version} 版草稿还没有启用", where=rule.code, do="先完成或启用那一版")
    version = newest.version + 1
    text = editing.headed(rule.text, version=str(version), status="draft")
    return _create(actor, rule.code, version, text)


def put_in_force(actor: User, rule: LocalRule, state: str) -> None:
    """Let a checked version take part in every run, on trial or in earnest; the version before is retired.

    Raises ForbiddenError, ConflictError, InvalidError that lists what is wrong with the text or its cases.
    """
    _demand(actor, rule)
    if state not in IN_FORCE:
        raise InvalidError("只能转为试运行或在用", where="state")
    problems = editing.problems(rule.text, rule.code, rule.version)
    if (
        not problems and rule.state == S.DRAFT
    ):  # the text of a version in force has passed them and cannot change
        problems = _failed_cases(rule)
    if problems:
        raise InvalidError.from_problems(problems)
    with transaction.atomic():
        rows = LocalRule.objects.filter(pk=rule.pk, updated_at=rule.updated_at)
        if not rows.exclude(state__in=(state, S.RETIRED)).update(state=state):
            raise ConflictError("这一版刚被改动，或已停用", do="刷新页面后再看")
        others = LocalRule.objects.filter(code=rule.code, state__in=IN_FORCE).exclude(pk=rule.pk)
        others.update(state=S.RETIRED)
        told = {"state": state, "text": rule.text}
        audit.record(
            actor, "put_in_force", "local_rule", f"{rule.code}.{rule.version}", {"state": rule.state}, told
        )
        _write(rule, state)
    rule.refresh_from_db()


def _failed_cases(rule: LocalRule) -> list[Problem]:
    tried = editing.cases(rule.text, rule.code)
    return [Problem(fault, f"案例“{case.name}”") for case in tried for fault in case.faults]


def _write(rule: LocalRule, state: str) -> None:
    """Write the file that runs read, and the version's copy that back-tests compare with."""
    folder = own_folder()[0]
    text = editing.headed(rule.text, status=state)
    kept = folder / archive.FOLDER / str(rule.version) / f"{rule.code}.sql"
    for file in (kept, folder / "rules" / f"{rule.code}.sql"):
        file.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(file) as building:
            building.write_text(text, encoding="utf-8")


def retire(actor: User, rule: LocalRule) -> None:
    """Take a version out of force; what it found stays. Raises ForbiddenError, ConflictError."""
    _demand(actor, rule)
    with transaction.atomic():
        rows = LocalRule.objects.filter(pk=rule.pk, state__in=(*IN_FORCE, S.DRAFT))
        if not rows.update(state=S.RETIRED):
            raise ConflictError("这一版已经停用", do="刷新页面后再看")
        audit.record(
            actor, "retire", "local_rule", f"{rule.code}.{rule.version}", {"state": rule.state}, None
        )
        if rule.state in IN_FORCE:
            (own_folder()[0] / "rules" / f"{rule.code}.sql").unlink(missing_ok=True)
    rule.refresh_from_db()


def _demand(actor: User, rule: LocalRule) -> None:
    demand(actor, Permission.RULES_WRITE)
    policy.local_rule(actor, rule.code, rule.version)
    if not rule.organisation.path.startswith(actor.organisation.path):
        raise ForbiddenError("只能改本单位或下级单位的本地规则", do="可以照抄一条新的")
