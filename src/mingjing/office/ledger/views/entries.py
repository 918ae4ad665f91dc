"""Vouchers: the list, one of them with where its money came from, a reversal, one written by hand."""

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_safe

from mingjing.kernel.errors import ConflictError, InvalidError, NotVisibleError
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.institutions import policy as institutions
from mingjing.office.leads.forms import blame
from mingjing.office.ledger import policy, words
from mingjing.office.ledger.core.posting import Tags
from mingjing.office.ledger.filters import EntryFilters
from mingjing.office.ledger.forms import ReverseForm, VoucherForm
from mingjing.office.ledger.models import Entry, Posting
from mingjing.office.ledger.services.paying import Wanted, by_hand
from mingjing.office.ledger.services.post import FINAL, Posted, reverse
from mingjing.office.ledger.tables import ENTRIES, amount_of, claim_link, party_link
from mingjing.office.ledger.views.frame import attempt, frame, recorded
from mingjing.office.ui.pages import listing


def listed(rows: QuerySet[Entry]) -> QuerySet[Entry]:
    """Return vouchers with what their list shows."""
    undone = Exists(Entry.objects.filter(reverses=OuterRef("pk")))
    found = rows.select_related("organisation", "actor").prefetch_related("postings")
    return found.annotate(undone=undone)


@allow(Permission.LEDGER_READ)
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """List the vouchers in sight."""
    user = person(request)
    filters = EntryFilters(request.GET, user)
    sheet = ENTRIES.read(request, filters.apply(listed(policy.visible(user))))
    context = frame(user, "entries") | {"filters": filters}
    record = recorded(request, "ledger", filters.query)
    return listing(request, "ledger/entries.html", sheet, context, title="资金凭证", on_export=record)


@allow(Permission.LEDGER_READ)
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show one voucher."""
    return _show(request, pk, ReverseForm())


def _show(request: HttpRequest, pk: int, form: ReverseForm, status: int = 200) -> HttpResponseBase:
    user = person(request)
    one = policy.one(user, pk)
    rows = one.postings.select_related("institution", "suspicion__lead", "line")
    undone = Entry.objects.filter(reverses=one).first()
    own = one.organisation_id == user.organisation_id
    may = (
        allowed(user.roles, Permission.LEDGER_REVERSE)
        and own
        and one.actor_id != user.pk
        and not (undone or one.reverses_id or one.key.startswith(FINAL))
    )
    context = frame(user, "entries", (one.number, "")) | {
        "entry": one,
        "payer": words.party(one.bank_line.payer, own=own) if one.bank_line else "",
        "amount": amount_of(one),
        "rows": [(row, _party(row, own), claim_link(row.case_key, row.suspicion_id)) for row in rows],
        "undone": undone,
        "form": form if may else None,
    }
    return render(request, "ledger/entry.html", context, status=status)


def _party(row: Posting, own: bool) -> SafeString:
    if row.institution is None:
        return party_link("", words.party(row.party, own=own))
    return party_link(row.institution.code, row.institution.name)


@allow(Permission.LEDGER_REVERSE)
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Reverse one voucher; looking at the address leads to it."""
    user = person(request)
    one = policy.one(user, pk)
    if request.method != "POST":
        return redirect("ledger:entry", pk)
    form = ReverseForm(request.POST)
    if form.is_valid():
        try:
            made = reverse(user, one, form.cleaned_data["reason"], form.cleaned_data["on"])
        except InvalidError as error:
            blame(form, error)
        except ConflictError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"已冲正：凭证 {made.number}")
            return redirect("ledger:entry", made.pk)
    return _show(request, pk, form, status=422)


@allow(Permission.LEDGER_POST)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """Write a voucher by hand."""
    user = person(request)
    form = VoucherForm(request.POST or None)
    if attempt(request, form, lambda: _by_hand(user, form)):
        return redirect("ledger:entries")
    context = frame(user, "entries", ("手工登记", "")) | {"form": form}
    return render(request, "ledger/new.html", context, status=422 if form.errors else 200)


def _by_hand(user: User, form: VoucherForm) -> Posted:
    data = form.cleaned_data
    tags = Tags(None, data["party"].strip(), data["suspicion"], None, data["case"].strip(), data["fund"])
    if code := data["institution"].strip():
        try:
            place = institutions.one(user, code)
        except NotVisibleError as error:
            raise InvalidError(error.problems[0].what, where="institution") from None
        tags = Tags(place.pk, place.name, tags.suspicion, None, tags.case, tags.fund)
    return by_hand(user, [Wanted(data["movement"], data["kind"], data["amount"], tags)], form.deed())
