"""A bureau's own templates: checked before they are kept, tried with an imagined case, never executed as programs."""

import hashlib
import html
import io
import re
import secrets
import zipfile

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from docx import Document as Book

from mingjing.kernel.errors import ConflictError, InvalidError
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases.services.acting import demand_text
from mingjing.office.documents import fill
from mingjing.office.documents.kinds import Kind, kind
from mingjing.office.documents.models import Template
from mingjing.office.documents.specimen import specimen
from mingjing.office.leads.services.evidence import DOCX, sniff

MOST_BYTES, MOST_UNPACKED, MOST_PARTS = 5 * 1024 * 1024, 40 * 1024 * 1024, 500
# What would fetch or run something when the file is opened or converted.
_FETCHES = re.compile(
    r"TargetMode\s*=\s*[\"']External|INCLUDETEXT|INCLUDEPICTURE|DDEAUTO|\bDDE\b|:altChunk|<!ENTITY|<!DOCTYPE"
)
_ENCODED = re.compile(r"encoding\s*=\s*[\"'](?!utf-8[\"'])", re.IGNORECASE)
_TAGS = re.compile(r"<[^>]*>")
_PARTS = ("vbaproject", "activex", "oleobject", "embeddings/")


def upload(actor: User, key: str, given: UploadedFile, note: str) -> Template:
    """Keep a template of the actor's bureau; from now on new drafts are made from it, here and below.

    Raises InvalidError for what is no plain Word file, names a field that does not exist, or fetches something.
    """
    demand(actor, Permission.DOCUMENTS_SETTINGS)
    paper = kind(key)
    content = _content(given)
    check(paper, content)
    made: Template | None = None
    try:
        with transaction.atomic():
            made = _next(actor, paper, note)
            made.sha256 = hashlib.sha256(content).hexdigest()
            made.file.save(f"{secrets.token_hex(16)}.docx", ContentFile(content), save=False)
            _keep(actor, made)
    except BaseException:
        if made is not None and made.file:
            made.file.storage.delete(made.file.name)
        raise
    return made


@transaction.atomic
def restore(actor: User, key: str, note: str) -> Template:
    """Use the template from above again, or the standard one. Raises ConflictError when the bureau has none."""
    demand(actor, Permission.DOCUMENTS_SETTINGS)
    paper = kind(key)
    last = Template.objects.filter(organisation=actor.organisation, kind=key).first()
    if last is None or not last.file:
        raise ConflictError("本单位没有使用自有模板")
    made = _next(actor, paper, note)
    _keep(actor, made)
    return made


def _next(actor: User, paper: Kind, note: str) -> Template:
    body = Organisation.objects.select_for_update().get(pk=actor.organisation_id)
    last = Template.objects.filter(organisation=body, kind=paper.key).first()
    return Template(
        organisation=body, kind=paper.key, number=last.number + 1 if last else 1, actor=actor,
        note=demand_text(note, "修改说明", "note", 500),
    )  # fmt: skip


def _keep(actor: User, made: Template) -> None:
    made.save()
    said = {"number": made.number, "note": made.note, "sha256": made.sha256}
    audit.record(actor, "document_template", "template", made.kind, None, said)


def _content(given: UploadedFile) -> bytes:
    if not 0 < (given.size or 0) <= MOST_BYTES:
        raise InvalidError("模板不能为空，不能超过 5 MB", where="file")
    if sniff(given) is not DOCX:
        raise InvalidError("模板须为不带宏的 Word 文档（.docx）", where="file")
    given.seek(0)
    return bytes(given.read())


def check(paper: Kind, content: bytes) -> None:
    """Raise InvalidError unless a file can serve as the template of a kind."""
    _check_parts(content)
    try:
        Book(io.BytesIO(content))
    except Exception as error:
        raise InvalidError("这个 Word 文档打不开", where="file", why=str(error)[:200]) from error
    filled, _ = fill.fill(content, specimen(paper), strict=True)
    try:
        Book(io.BytesIO(filled))
    except Exception as error:
        raise InvalidError(
            "模板填写后不是完整的 Word 文档", where="file", do="检查循环和条件语句是否成对"
        ) from error


def _check_parts(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(one.file_size for one in parts) > MOST_UNPACKED:
            raise InvalidError("模板展开后过大", where="file")
        for one in parts:
            name = one.filename.lower()
            if any(part in name for part in _PARTS):
                raise InvalidError("模板不能含有宏、控件、嵌入对象", where="file")
            if name.endswith((".xml", ".rels")) and _fetches(archive.read(one)):
                raise InvalidError(
                    "模板不能引用外部文件、网址或者动态数据", where="file", do="删除外部链接和域后重新上传"
                )


def _fetches(part: bytes) -> bool:
    """Return whether a part fetches something, however it is spelt: other encodings, entities, split over runs."""
    try:
        text = part.decode("utf-8-sig")
    except UnicodeDecodeError:
        return True
    if "\x00" in text or _ENCODED.search(text[:200]):
        return True
    plain = html.unescape(text)
    return bool(_FETCHES.search(plain) or _FETCHES.search(html.unescape(_TAGS.sub("", text))))
