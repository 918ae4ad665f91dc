"""What every service of letters, listings, joint cases and meetings does: lock, write, tell, keep files, run clocks."""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from mingjing.kernel.errors import ConflictError, InvalidError
from mingjing.office.accounts import audit
from mingjing.office.accounts.models import User
from mingjing.office.clocks import services as clocks
from mingjing.office.clocks.days import Days
from mingjing.office.clocks.models import Clock
from mingjing.office.liaison import scope
from mingjing.office.liaison.models import Joint, Letter, Listing, Meeting, Note, Noun, Paper
from mingjing.office.liaison.services import files

Thing = Letter | Listing | Joint | Meeting
PREFIX = {Noun.LETTER: "HJ", Noun.LISTING: "GP", Noun.JOINT: "LH", Noun.MEETING: "HY"}


def noun_of(thing: Thing) -> Noun:
    """Return what a thing is."""
    return next(Noun(name) for name, model in scope.MODELS.items() if isinstance(thing, model))


def named(thing: Any) -> Any:
    """Give a new thing its code, by its key; must run in the transaction that makes it."""
    thing.code = f"{PREFIX[noun_of(thing)]}-{clocks.today().year}-{thing.pk:05d}"
    type(thing).objects.filter(pk=thing.pk).update(code=thing.code)
    return thing


def fresh_code() -> str:
    """Return a code that holds until `named` gives the real one."""
    return secrets.token_hex(8)


def enter(actor: User, thing: Thing, *states: str, version: int | None = None) -> Any:
    """Return a visible thing as it is now, locked until the transaction ends.

    Raises NotVisibleError, ConflictError unless it is in one of `states`, or was changed since `version` was read.
    """
    noun = noun_of(thing)
    scope.one(actor, noun, thing.pk)
    scope.MODELS[noun]._default_manager.select_for_update().get(pk=thing.pk)
    found = scope.one(actor, noun, thing.pk)
    if version is not None and version != found.version:
        raise changed(found)
    if states and found.state not in states:
        raise ConflictError(
            f"{noun.label}处于“{found.get_state_display()}”，不能办理此事项", where=found.code, do="刷新页面查看最新状态"
        )  # fmt: skip
    return found


def changed(thing: Thing) -> ConflictError:
    """Return what is raised when two people change a thing at once."""
    return ConflictError(
        f"该{noun_of(thing).label}已被他人修改", where=thing.code, do="刷新页面，核对最新内容后重新提交"
    )


def write(thing: Any, **changes: Any) -> None:
    """Change a locked thing. Raises ConflictError when somebody changed it since it was read."""
    fields = changes | {"version": F("version") + 1, "updated_at": timezone.now()}
    rows = type(thing).objects.filter(pk=thing.pk, version=thing.version, state=thing.state)
    if not rows.update(**fields):
        raise changed(thing)
    thing.refresh_from_db()


def tell(
    actor: User | None, thing: Thing, name: str, title: str, text: str = "", inner: bool = False,
    data: dict[str, Any] | None = None,
) -> Note:  # fmt: skip
    """Add one entry to the history of a thing and to the audit log."""
    noun = noun_of(thing)
    note = Note.objects.create(
        noun=noun, object_id=thing.pk, name=name, title=title, actor=actor, text=text, inner=inner,
        organisation=actor.organisation if actor else None, on=clocks.today(),
    )  # fmt: skip
    said = {"state": thing.state, "text": text[:500], **(data or {})}
    audit.record(actor, f"{noun}_{name}", str(noun), thing.code, None, said)
    return note


def said(text: str, label: str, where: str = "text", most: int = 2000, required: bool = True) -> str:
    """Return a text stripped. Raises InvalidError when it is too long, or empty and required."""
    clean = text.strip()
    if required and not clean:
        raise InvalidError(f"请填写{label}", where=where)
    if len(clean) > most:
        raise InvalidError(f"{label}不能超过 {most} 字（现 {len(clean)} 字）", where=where)
    return clean


def not_later(on: date, where: str = "on") -> date:
    """Return a day that is not in the future. Raises InvalidError."""
    if on > clocks.today():
        raise InvalidError("日期不能晚于今天", where=where)
    return on


def not_past(on: date, where: str = "due_on") -> date:
    """Return a day that is not past. Raises InvalidError."""
    if on < clocks.today():
        raise InvalidError("期限不能早于今天", where=where)
    return on


def due_day(days: int, unit: str) -> date:
    """Return when so many days from today end; a calendar deadline never ends on a day off."""
    due = clocks.due_day(clocks.today(), days, unit)
    return Days(due).add(due, 0) if unit == Clock.Unit.CALENDAR else due


def atomic(act: Callable[..., Any]) -> Callable[..., Any]:
    """Run a service in a transaction that also takes back the files it stored; `act` gets their list as `kept`."""

    def run(*given: Any, **named: Any) -> Any:
        with files.undone() as kept, transaction.atomic():
            return act(*given, kept=kept, **named)

    run.__doc__, run.__name__ = act.__doc__, act.__name__
    return run


def keep_files(
    actor: User, thing: Thing, uploads: Sequence[UploadedFile], kept: list[Any], part: str = "",
    part_id: int | None = None, inner: bool = False,
) -> list[Paper]:  # fmt: skip
    """Keep files of a thing. Raises InvalidError as `files.judged` does."""
    found, noun = [], noun_of(thing)
    for upload, one in zip(uploads, files.judged(uploads), strict=True):
        made = Paper(
            noun=noun, object_id=thing.pk, part=part, part_id=part_id, name=one.name, size=upload.size or 0,
            content_type=one.kind.content_type, sha256=one.sha256, inner=inner, organisation=actor.organisation,
            uploaded_by=actor,
        )  # fmt: skip
        files.store(made, upload, one, kept)
        audit.record(actor, "attach", str(noun), thing.code, None, {"file": one.name, "sha256": one.sha256})
        found.append(made)
    return found


def store(field: Any, content: bytes, kept: list[Any]) -> str:
    """Write a Word file under a random name and return its hash; the owner saves the field."""
    field.save(f"{secrets.token_hex(16)}.docx", ContentFile(content), save=False)
    kept.append(field)
    return hashlib.sha256(content).hexdigest()
