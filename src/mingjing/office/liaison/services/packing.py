"""The package of a handover: what goes along, checked against what must, as one archive with a manifest of hashes."""

import hashlib
import json
import re
import secrets
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO, Any

from django.core.files.base import File
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from mingjing.kernel.errors import ConflictError
from mingjing.office.accounts.models import User
from mingjing.office.cases.models import EvidenceItem
from mingjing.office.documents.models import Document
from mingjing.office.documents.services import dossier
from mingjing.office.liaison import materials
from mingjing.office.liaison.materials import Material
from mingjing.office.liaison.models import Attachment, Handover, Package, PackedFile
from mingjing.office.liaison.services import made

_BLOCK = 1 << 20
_ALL = frozenset({"rulings"})
"""Of these every source counts."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One file that goes along. `content` is written by the program, `source` is kept already with its hash `known`."""

    key: str
    title: str
    name: str
    source: Any = None
    known: str = ""
    attachment: int = 0


@dataclass(frozen=True, slots=True)
class Prepared:
    """One material and what there is of it. `missing`: nothing, and it is not sent without."""

    material: Material
    pieces: tuple[Piece, ...]
    missing: bool


def prepare(handover: Handover, *, content: bool = False) -> list[Prepared]:
    """Return every material of a handover with what there is of it; without `content` lists are named, not written."""
    found = []
    for one in materials.of(handover):
        pieces = tuple(_pieces(handover, one, content))
        found.append(Prepared(one, pieces, not pieces and _must(handover, one)))
    return found


def missing(prepared: Sequence[Prepared]) -> list[str]:
    """Return the titles of the materials without which it is not sent."""
    return [one.material.title for one in prepared if one.missing]


def _must(handover: Handover, one: Material) -> bool:
    if one.must == "expert":
        return (
            handover.case is not None
            and handover.case.evidence.filter(kind=EvidenceItem.Kind.EXPERT).exists()
        )
    return one.must == "always" or (one.must == "case" and handover.case_id is not None)


def _pieces(handover: Handover, one: Material, content: bool) -> Iterator[Piece]:
    """Yield what there is of a material: what people added always, of the other sources the first that gives anything."""
    if one.by_hand:
        for file in handover.attachments.filter(key=one.key, event=None):
            yield Piece(one.key, file.name, file.name, file.file, file.sha256, file.pk)
        if handover.attachments.filter(key=one.key, event=None).exists():
            return
    for where, what in one.sources:
        pieces = list(_from(handover, one, where, what, content))
        yield from pieces
        if pieces and one.key not in _ALL:
            return


def _from(handover: Handover, one: Material, where: str, what: str, content: bool) -> Iterator[Piece]:
    if where == "document" and handover.case is not None:
        yield from _documents(handover, one, what)
    elif where == "evidence" and handover.case is not None:
        yield from _evidence(handover, one, what)
    elif where == "made":
        if not content:
            if name := _would_make(handover, what):
                yield Piece(one.key, one.title, name)
        elif written := made.make(what, handover):
            yield Piece(one.key, one.title, written[0], written[1])


def _would_make(handover: Handover, what: str) -> str:
    """Return the name of what would be written, without writing long lists; empty for nothing."""
    if what == "lines":
        return "涉案费用明细.xlsx" if made.suspicions(handover).filter(lines__isnull=False).exists() else ""
    written = made.make(what, handover)
    return written[0] if written else ""


def _documents(handover: Handover, one: Material, kind: str) -> Iterator[Piece]:
    rows = Document.objects.filter(case=handover.case, kind=kind, state=Document.State.ISSUED).order_by("pk")
    for paper in rows:
        said = f"{paper.title} {paper.number}".strip()
        yield Piece(one.key, said, f"{said}.docx", paper.file, paper.sha256)


def _evidence(handover: Handover, one: Material, kind: str) -> Iterator[Piece]:
    expert = EvidenceItem.Kind.EXPERT
    rows = EvidenceItem.objects.filter(case=handover.case).order_by("number")
    for item in rows.filter(kind=kind) if kind != "rest" else rows.exclude(kind=expert):
        said = f"证据 {item.number} {item.name}"
        if item.file:
            ending = re.search(r"\.[A-Za-z0-9]{1,5}$", item.file_name or item.name)
            name = f"{item.number:03} {item.name}"
            name += "" if ending and name.endswith(ending[0]) else (ending[0] if ending else ".bin")
            yield Piece(one.key, said, name, item.file, item.sha256)
        else:
            yield Piece(one.key, said, f"{item.number:03} {item.name}.txt", item.text.encode(), item.sha256)


def pack(actor: User, handover: Handover, pieces: Sequence[Piece], kept: list[Any]) -> Package:
    """Write the package and keep it; must run in the transaction that hands it over.

    Raises ConflictError when a file is not what its register says.
    """
    number = handover.packages.count() + 1
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            rows = [dossier.write(archive, part) for part in _parts(pieces)]
            _close(archive, actor, handover, number, pieces, rows)
        digest, size = _digest(file)
        made_one = Package(handover=handover, number=number, size=size, sha256=digest, made_by=actor)
        file.seek(0)
        made_one.file.save(f"{secrets.token_hex(16)}.zip", File(file), save=False)
    kept.append(made_one.file)
    made_one.save()
    PackedFile.objects.bulk_create(
        PackedFile(
            package=made_one, number=place, key=piece.key, title=row["title"][:300], path=row["path"][:400], size=row["size"],
            sha256=row["sha256"],
        )
        for place, (piece, row) in enumerate(zip(pieces, rows, strict=True), 1)
    )  # fmt: skip
    return made_one


def _parts(pieces: Sequence[Piece]) -> Iterator[dossier.Part]:
    for place, one in enumerate(pieces, 1):
        name = PurePath(dossier.clean(one.name))
        yield dossier.Part(
            f"{place:03} {name.stem[:100]}{name.suffix[:10]}", one.title, one.source, one.known
        )


def _close(
    archive: zipfile.ZipFile, actor: User, handover: Handover, number: int, pieces: Sequence[Piece],
    rows: Sequence[dict[str, Any]],
) -> None:  # fmt: skip
    """Add the list for people, the manifest for programs, and the hashes as `sha256sum -c` reads them."""
    files = [row | {"material": piece.key} for piece, row in zip(pieces, rows, strict=True)]
    bodies = [handover.bureau.name, handover.partner.name if handover.partner else ""]
    if handover.direction == Handover.Direction.IN:
        bodies.reverse()
    manifest = {
        "handover": handover.number, "package": number, "kind": handover.get_kind_display(), "title": handover.title,
        "from": bodies[0], "to": bodies[1],
        "packed_at": timezone.localtime().isoformat(), "packed_by": actor.name, "files": files,
    }  # fmt: skip
    lines = [f"移送材料清单　{handover.number}　{handover.title}"]
    lines += [f"{place}　{row['title']}　{row['path']}　{row['sha256']}" for place, row in enumerate(rows, 1)]
    archive.writestr("移送材料清单.txt", "\ufeff" + "\r\n".join(lines))
    archive.writestr(
        "manifest.json", json.dumps(manifest, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    )
    archive.writestr("manifest.sha256", "".join(f"{row['sha256']}  {row['path']}\n" for row in rows))


def _digest(file: IO[bytes]) -> tuple[str, int]:
    file.seek(0)
    digest, size = hashlib.sha256(), 0
    while piece := file.read(_BLOCK):
        digest.update(piece)
        size += len(piece)
    return digest.hexdigest(), size


def check(package: Package) -> None:
    """Raise ConflictError unless the kept archive is the one that was made."""
    with package.file.open("rb") as file:
        if _digest(file)[0] != package.sha256:
            raise ConflictError(
                "移送材料包与登记的摘要不一致", where=package.handover.number, do="停止使用并查明原因"
            )


def of_attachments(files: Sequence[Attachment]) -> list[Piece]:
    """Return attachments as pieces of a package."""
    return [Piece(one.key, one.name, one.name, one.file, one.sha256, one.pk) for one in files]
