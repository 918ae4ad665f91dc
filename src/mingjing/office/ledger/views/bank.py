"""Bank files: taken in after a preview; receipts with what they may pay, confirmed by a person."""

import hashlib
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingjing.kernel.errors import InvalidError, MingjingError
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.leads.forms import MoneyField
from mingjing.office.ledger import policy, words
from mingjing.office.ledger.core.bankfile import MOST_BYTES
from mingjing.office.ledger.core.posting import yuan
from mingjing.office.ledger.filters import LineForm
from mingjing.office.ledger.forms import UploadForm
from mingjing.office.ledger.models import BankLine, Entry
from mingjing.office.ledger.services import bank
from mingjing.office.ledger.services.bank import Debt, Share
from mingjing.office.ledger.tables import FILES, claim_link, lines
from mingjing.office.ledger.views.frame import frame, recorded
from mingjing.office.ui.filters import Filters
from mingjing.office.ui.pages import asks_for, listing

_KEPT_SECONDS = 24 * 3600
_PREVIEWED, _OFFERED = 100, 40


def listed(rows: QuerySet[BankLine]) -> QuerySet[Any]:
    """Return receipts with `booked`: whether a voucher stands for them."""
    standing = Entry.objects.filter(bank_line=OuterRef("pk"), reverses__isnull=True, reversed_by__isnull=True)
    return rows.annotate(booked=Exists(standing))


@allow(Permission.LEDGER_READ)
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """List the receipts, those that wait first, and the files they came in."""
    user = person(request)
    files = FILES.read(request, policy.bank_files(user).select_related("actor", "organisation"))
    if asks_for(request, files):
        return listing(request, "ui/table.html", files)
    filters = Filters.of(LineForm, request.GET)
    rows = filters.apply(listed(policy.bank_lines(user)))
    if state := filters.on.get("state"):
        rows = rows.filter(booked=state == "confirmed")
    sheet = lines(user.organisation_id).read(request, rows)
    context = frame(user, "bank") | {"filters": filters, "files": files}
    record = recorded(request, "bank_line", filters.query)
    return listing(request, "ledger/bank.html", sheet, context, title="银行到账", on_export=record)


@allow(Permission.LEDGER_READ)
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show one file: its receipts, and the rows that could not be used."""
    user = person(request)
    one = policy.bank_file(user, pk)
    sheet = lines(user.organisation_id).read(request, listed(policy.bank_lines(user).filter(file=one)))
    context = frame(user, "bank", (one.name, "")) | {"file": one}
    return listing(request, "ledger/bank_file.html", sheet, context, title=one.name[:60])


@allow(Permission.LEDGER_POST)
@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: HttpRequest) -> HttpResponseBase:
    """Ask for a file; a POST shows what it would add."""
    user = person(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            content = _read(upload)
            found = bank.preview(user, upload.name, content)
        except InvalidError as error:
            form.add_error("file", "；".join(filter(None, (error.problems[0].what, error.problems[0].do))))
        else:
            return _preview(request, upload.name, _keep(user, content), found)
    context = frame(user, "bank", ("导入银行流水", "")) | {"form": form}
    return render(request, "ledger/import.html", context, status=422 if form.errors else 200)


def _preview(request: HttpRequest, name: str, kept: Path, found: bank.Preview) -> HttpResponseBase:
    context = frame(person(request), "bank", ("导入预览", "")) | {
        "found": found,
        "name": name,
        "upload": kept.stem,
        "rows": [(row, yuan(row.amount), row.key in found.known) for row in found.rows[:_PREVIEWED]],
        "more": max(len(found.rows) - _PREVIEWED, 0),
    }
    return render(request, "ledger/preview.html", context)


@allow(Permission.LEDGER_POST)
@require_POST
def confirm_file(request: HttpRequest) -> HttpResponseBase:
    """Take in what was previewed."""
    user = person(request)
    kept = {path.stem: path for path in _folder(user).glob("*.bin")}
    path = kept.get(request.POST.get("upload", ""))
    if path is None:
        raise InvalidError("上传的文件已过期或者已导入", do="重新选择文件")
    made = bank.take_in(user, request.POST.get("name", "")[:255] or "银行流水", path.read_bytes())
    path.unlink(missing_ok=True)
    if made.repeated:
        messages.info(request, "该文件此前已导入，没有新增到账记录")
    else:
        messages.success(request, f"已导入 {made.file.rows} 笔到账记录，重复 {made.file.repeated} 笔")
    return redirect("ledger:bank-file", made.file.pk)


def _read(upload: UploadedFile) -> bytes:
    if (upload.size or 0) > MOST_BYTES:
        raise InvalidError(f"文件不能超过 {MOST_BYTES // 1024 // 1024} MB", where="file")
    return b"".join(upload.chunks())


def _folder(user: User) -> Path:
    folder = Path(settings.MEDIA_ROOT) / "bank" / str(user.pk)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _keep(user: User, content: bytes) -> Path:
    """Keep an upload under its hash until it is confirmed; old ones go."""
    folder = _folder(user)
    for old in folder.glob("*.bin"):
        if time.time() - old.stat().st_mtime > _KEPT_SECONDS:
            old.unlink(missing_ok=True)
    path = folder / f"{hashlib.sha256(content).hexdigest()}.bin"
    path.write_bytes(content)
    return path


@allow(Permission.LEDGER_READ)
@require_safe
def line(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show one receipt: what it may pay, or the vouchers that stand for it."""
    return _line(request, pk)


def _line(
    request: HttpRequest, pk: int, problem: MingjingError | None = None, typed: dict[str, str] | None = None
) -> HttpResponseBase:
    user = person(request)
    one = policy.bank_line(user, pk)
    entries = list(one.entries.select_related("actor").order_by("pk"))
    booked = listed(policy.bank_lines(user).filter(pk=pk)).filter(booked=True).exists()
    ours = one.organisation_id == user.organisation_id
    payer = words.party(one.payer, own=ours)
    context = frame(user, "bank", (f"{one.on} {payer}"[:40], ""))
    own = context["may_post"] and ours and not booked
    context |= {
        "line": one,
        "payer": payer,
        "reference": words.reference(one.reference, one.payer, own=ours),
        "amount": yuan(one.amount),
        "entries": entries,
        "booked": booked,
        "problem": problem,
        "offers": _offers(user, one, request.GET.get("q", ""), typed) if own else None,
        "q": request.GET.get("q", ""),
        "own": own,
    }
    return render(request, "ledger/bank_line.html", context, status=422 if problem else 200)


def _offers(user: User, one: BankLine, text: str, typed: dict[str, str] | None) -> list[dict[str, Any]]:
    """Return the claims that the receipt may pay, likeliest first, then what a search finds; each debt with its share."""
    debts = bank.debts(user.organisation)
    matches = bank.matches(one, debts)
    keys = [(match.key, match.claim) for match in matches]
    text = text.strip().lower()
    if text:
        found = {
            (debt.due.key, debt.due.claim)
            for debt in debts
            if text in f"{debt.due.party} {debt.due.claim}".lower()
        }
        keys += sorted(found - set(keys))
    said = {(match.key, match.claim): match for match in matches}
    best = keys[0] if matches else None
    offers = []
    for key in keys[:_OFFERED]:
        some = [debt for debt in debts if (debt.due.key, debt.due.claim) == key]
        given = bank.divide(one.amount, some) if key == best and typed is None else {}
        offers.append(
            {
                "party": some[0].due.party, "claim": claim_link(some[0].tags.case, some[0].tags.suspicion),
                "match": said.get(key), "rows": [_row(debt, given, typed) for debt in some],
            }
        )  # fmt: skip
    return offers


def _row(debt: Debt, given: dict[str, Decimal], typed: dict[str, str] | None) -> dict[str, Any]:
    name = bank.name_of(debt)
    share = (typed or {}).get(name, "") or given.get(name, "")
    return {
        "name": name,
        "kind": words.kind(debt.due.kind),
        "fund": words.fund(debt.due.fund),
        "owed": yuan(debt.due.amount),
        "share": share,
    }


@allow(Permission.LEDGER_POST)
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Book a receipt as the form divides it; what is left is held."""
    user = person(request)
    one = policy.bank_line(user, pk)
    if request.method != "POST":
        return redirect("ledger:bank-line", pk)
    typed = {name[6:]: str(text).strip() for name, text in request.POST.items() if name.startswith("share-")}
    typed = {name: text for name, text in typed.items() if text}
    try:
        posted = bank.confirm(user, one, _shares(user, typed))
    except MingjingError as error:
        return _line(request, pk, error, typed)
    messages.success(request, f"已入账：凭证 {posted.entry.number}")
    following = bank.waiting(user)[:1]
    return redirect("ledger:bank-line", following[0].pk) if following else redirect("ledger:bank")


def _shares(user: User, typed: dict[str, str]) -> list[Share]:
    known = {bank.name_of(debt): debt for debt in bank.debts(user.organisation)}
    if set(typed) - set(known):
        raise InvalidError("有的应收款项已经缴清", do="刷新页面查看最新余额")
    field, shares = MoneyField("金额"), []
    for name, text in typed.items():
        try:
            amount = field.clean(text)
        except Exception as error:
            raise InvalidError(f"金额“{text[:20]}”无法识别") from error
        if amount:
            shares.append(Share(known[name], amount))
    return shares
