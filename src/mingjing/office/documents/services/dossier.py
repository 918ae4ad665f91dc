"""One case, one file: documents, evidence, receipts, letters and history in one archive, with a manifest of hashes."""

import hashlib
import json
import re
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from mingjing.kernel.errors import ConflictError
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import policy as cases
from mingjing.office.cases.models import Case, EvidenceItem
from mingjing.office.cases.services import exhibits
from mingjing.office.documents import annexes, paging
from mingjing.office.documents.kinds import kind
from mingjing.office.documents.models import Document
from mingjing.office.documents.services import issuing
from mingjing.office.ui import pdf

_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
_VOLUMES = {"main": "正卷", "sub": "副卷"}
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the archive: its path in it, what it is, and the hash that the register holds of it."""

    path: str
    title: str
    source: Any
    known: str = ""
    pages: str = ""


def export(actor: User, given: Case, with_pdf: bool = False) -> IO[bytes]:
    """Return the archive of a case. Raises ForbiddenError, NotVisibleError; ConflictError when a file was altered."""
    demand(actor, Permission.DOCUMENTS_EXPORT)
    case = cases.one(actor, given.pk)
    if with_pdf and pdf.program() is None:
        raise ConflictError("本机没有安装 LibreOffice，不能附带 PDF", do="导出不带 PDF 的案卷")
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        rows = [write(archive, part) for part in _parts(actor, case, with_pdf)]
        _close(archive, actor, case, rows)
    file.seek(0)
    audit.record(actor, "export", "case", case.number, None, {"files": len(rows), "pdf": with_pdf})
    return file


def _parts(actor: User, case: Case, with_pdf: bool) -> Iterator[Part]:
    papers = case.documents.filter(state=Document.State.ISSUED).select_related("organisation", "case")
    order, pages = paging.in_order(papers), paging.spans(case)
    for place, one in enumerate(order, start=1):
        name = clean(f"{place:03} {one.title} {one.number}")
        folder = f"{_VOLUMES[kind(one.kind).volume]}/文书"
        span, title = pages.get(paging.key_of(one), ""), f"{one.title} {one.number}".strip()
        yield Part(f"{folder}/{name}.docx", title, one.file, one.sha256, span)
        if with_pdf:
            yield Part(f"{folder}/{name}.pdf", f"{one.title}（版式文件）", issuing.pdf_of(actor, one))
        for served in one.deliveries.exclude(file=""):
            path = f"正卷/送达凭证/{clean(f'{place:03}-{served.pk} {served.name}')}"
            yield Part(path, f"{one.title}的签收凭证", served.file, served.sha256)
    for item in case.evidence.all():
        path = f"正卷/证据/{clean(f'{item.number:03} {item.name}')}{_ending(item)}"
        source = item.file or item.text.encode()
        span = pages.get(paging.key_of(item), "")
        yield Part(path, f"证据 {item.number} {item.name}", source, item.sha256, span)
    yield from _annexed(case, with_pdf)
    yield Part("办案历程.json", "办案历程", _json(_history(case)))
    yield Part("证据保管记录.json", "证据保管记录", _json(_custody(case)))


def _annexed(case: Case, with_pdf: bool) -> Iterator[Part]:
    """Yield what nouns above add: letters and their replies."""
    for place, one in enumerate(annexes.of(case), start=1):
        for file in one.files:
            said = PurePath(clean(file.name))
            path = f"正卷/函件/{place:03} {said.stem[:100]}"
            title = f"{one.title} {one.number}".strip()
            shown = title if file is one.files[0] else f"{title}：{file.name}"
            yield Part(f"{path}{said.suffix[:10]}", shown, file.source, file.known)
            if with_pdf and said.suffix == ".docx" and file is one.files[0]:
                content = b"".join(_pieces(file.source))
                yield Part(f"{path}.pdf", f"{title}（版式文件）", pdf.convert(content))


def _ending(item: EvidenceItem) -> str:
    """Return the ending under which the evidence opens: that of the file handed in, unless its name has it already."""
    if not item.file:
        return ".txt"
    handed = exhibits.ending(item.file_name)
    if handed and exhibits.ending(item.name) != handed:
        return f".{handed}"
    return "" if re.search(r"\.[A-Za-z0-9]{1,5}$", item.name) else ".bin"


def clean(name: str) -> str:
    """Return a name that every file system takes."""
    return _UNSAFE.sub("_", name).strip(" .")[:120] or "未命名"


def write(archive: zipfile.ZipFile, part: Part) -> dict[str, Any]:
    """Copy one file into the archive piece by piece. Raises ConflictError when it is not what the register says."""
    digest, size = hashlib.sha256(), 0
    with archive.open(
        zipfile.ZipInfo(part.path, timezone.localtime().timetuple()[:6]), "w", force_zip64=True
    ) as to:
        for piece in _pieces(part.source):
            digest.update(piece)
            size += len(piece)
            to.write(piece)
    if part.known and digest.hexdigest() != part.known:
        raise ConflictError(f"“{part.title}”与登记的摘要不一致", do="停止使用并查明原因")
    row = {"path": part.path, "title": part.title, "size": size, "sha256": digest.hexdigest()}
    return {**row, "pages": part.pages} if part.pages else row


def _pieces(source: Any) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
        return
    with source.open("rb") as file:
        while piece := file.read(_BLOCK):
            yield piece


def _close(archive: zipfile.ZipFile, actor: User, case: Case, rows: list[dict[str, Any]]) -> None:
    """Add the table of contents, the manifest, and the hashes as `sha256sum -c` reads them."""
    manifest = {
        "case": case.number, "title": case.title, "archive_no": case.archive_no, "bureau": case.organisation.name,
        "exported_at": timezone.localtime().isoformat(), "exported_by": actor.username, "files": rows,
    }  # fmt: skip
    lines = "\r\n".join([f"案卷目录　{case.number}　{case.title}", *_contents(rows)])
    archive.writestr("目录.txt", "\ufeff" + lines)
    archive.writestr("manifest.json", _json(manifest))
    archive.writestr("manifest.sha256", "".join(f"{row['sha256']}  {row['path']}\n" for row in rows))


def _contents(rows: list[dict[str, Any]]) -> list[str]:
    return [f"{place}　{row['title']}　{row['path']}{_page(row)}" for place, row in enumerate(rows, start=1)]


def _page(row: dict[str, Any]) -> str:
    return f"　第 {row['pages']} 页" if "pages" in row else ""


def _json(value: Any) -> bytes:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()


def _history(case: Case) -> list[dict[str, Any]]:
    rows = case.steps.select_related("actor", "organisation").order_by("pk")
    return [
        {
            "环节": one.name, "此前": one.before, "此后": one.after, "经办人": one.actor.name if one.actor else "系统",
            "单位": one.organisation.name if one.organisation else "", "内容": one.text, "数据": one.data, "日期": one.on,
            "时间": one.at,
        }
        for one in rows
    ]  # fmt: skip


def _custody(case: Case) -> list[dict[str, Any]]:
    return [
        {
            "证据": item.number, "名称": item.name, "摘要": item.sha256,
            "记录": list(item.custody.values("seq", "action", "holder", "place", "text", "sha256", "previous", "digest", "at")),
        }
        for item in case.evidence.prefetch_related("custody")
    ]  # fmt: skip
