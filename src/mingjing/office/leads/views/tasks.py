"""Tasks: the board, a new task with its preview, the page of one task with its tree, the re-check draw."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingjing.kernel.errors import ConflictError, InvalidError, MingjingError
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.clocks import days
from mingjing.office.clocks import services as clocks
from mingjing.office.leads import policy
from mingjing.office.leads.forms import SeedForm, TaskForm, blame
from mingjing.office.leads.models import AuditDraw, Lead, Part, Task
from mingjing.office.leads.selection import Selection
from mingjing.office.leads.services import dispatch, reading
from mingjing.office.leads.services.recheck import draw_recheck
from mingjing.office.leads.targets import Plan, choices, plan

PAGE = 50
_P = Part.State
RUNNING = (_P.SENT, _P.SIGNED, _P.RETURNED, _P.REPORTED)
BOXES = (("received", "收到的"), ("sent", "下发的"), ("all", "辖区全部"))


@allow(Permission.LEADS_READ)
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Show the parts that were received or sent, the most pressing first."""
    user = person(request)
    boxes = {key: _box(user, key) for key, _ in BOXES}
    box = request.GET.get("box", "")
    box = box if box in boxes else ("received" if boxes["received"].exists() else "sent")
    state = request.GET.get("state", "")
    rows = _narrowed(boxes[box], state, request.GET.get("q", "").strip())
    number = max(int(asked) if (asked := request.GET.get("page", "1")).isdecimal() else 1, 1)
    keys = list(
        rows.order_by("due_on", "pk").values_list("pk", flat=True)[(number - 1) * PAGE : number * PAGE + 1]
    )
    context = {
        "rows": reading.board(user, Part.objects.filter(pk__in=keys[:PAGE])) if keys else [],
        "box": box,
        "boxes": [(key, label, f"?box={key}") for key, label in BOXES],
        "state": state,
        "states": [
            ("", "进行中"),
            ("overdue", "已逾期"),
            ("supervised", "督办中"),
            *_P.choices,
            ("any", "全部"),
        ],
        "number": number,
        "more": len(keys) > PAGE,
        "may_send": allowed(user.roles, Permission.LEADS_DISPATCH) and user.organisation.is_bureau,
    }
    return render(request, "leads/tasks.html", context)


def _box(user: User, box: str) -> QuerySet[Part]:
    own = user.organisation_id
    seen = policy.parts(user)
    if box == "received":
        return seen.filter(receiver=own)
    return seen.filter(sender=own) if box == "sent" else seen


def _narrowed(parts: QuerySet[Part], state: str, text: str) -> QuerySet[Part]:
    if text:
        parts = parts.filter(
            Q(task__number=text) | Q(task__title__icontains=text) | Q(receiver__name__icontains=text)
        )
    if state == "overdue":
        return parts.filter(state__in=(_P.SENT, _P.SIGNED), due_on__lt=clocks.today())
    if state == "supervised":
        return parts.filter(state__in=RUNNING, supervised_at__isnull=False)
    if state in _P.values:
        return parts.filter(state=state)
    return parts if state == "any" else parts.filter(state__in=RUNNING)


@allow(Permission.LEADS_DISPATCH)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """Make a task: who gets how many and how much is shown before anything is sent."""
    user = person(request)
    chosen = _chosen(request, user)
    step = request.POST.get("step", "")
    form = TaskForm(request.POST if step else None, choices(user))
    mine = chosen.leads().filter(held_by=user.organisation_id, state=Lead.State.PUBLISHED)
    found: Plan | None = None
    changed = False
    if step in ("preview", "send") and form.is_valid():
        try:
            share = form.cleaned_data["audit_share"] / 100
            found = plan(user, mine, form.cleaned_data["split"], share)
            changed = step == "send" and request.POST.get("seal") != found.seal
            if step == "send" and not changed:
                return _send(request, user, form, found)
        except InvalidError as error:
            found = None
            blame(form, error)
    context = {
        "form": form,
        "chosen": chosen,
        "totals": chosen.totals(),
        "free": mine.count(),
        "hidden": chosen.hidden(),
        "plan": found,
        "changed": changed,
        "due": clocks.due_day(clocks.today(), form.cleaned_data["days"]) if found else None,
        "back": f"{reverse('leads:list')}?{chosen.query}",
    }
    return render(
        request, "leads/task_new.html", context, status=422 if form.errors else 409 if changed else 200
    )


def _chosen(request: HttpRequest, user: User) -> Selection:
    """Return the leads chosen in the list; coming from elsewhere, all that this bureau has not sent yet."""
    if request.method == "POST":
        return Selection.of(request.POST, user)
    return Selection(user, (), f"bureau={user.organisation_id}&state=published", True)


def _send(request: HttpRequest, user: User, form: TaskForm, found: Plan) -> HttpResponseBase:
    one = form.cleaned_data
    task = dispatch.dispatch(
        user,
        title=one["title"],
        instructions=one["instructions"],
        route=one["route"],
        days=one["days"],
        appeal_days=one["appeal_days"],
        recheck_share=one["recheck_share"] / 100,
        audit_share=one["audit_share"] / 100,
        targets=found.targets,
    )
    messages.success(
        request, f"任务 {task.number} 已下发：{found.leads:,} 条线索，{len(found.shares)} 个承办单位"
    )
    return redirect("leads:task", task.number)


@allow(Permission.LEADS_DISPATCH)
@require_safe
def due_day(request: HttpRequest) -> HttpResponse:
    """Say on which day a number of working days ends."""
    asked = request.GET.get("days", "")
    if not asked.isdecimal() or not 1 <= int(asked) <= 250:
        return render(request, "leads/due_day.html", {"due": None})
    due = clocks.due_day(clocks.today(), int(asked))
    doubt = days.warning(clocks.today(), due)
    return render(request, "leads/due_day.html", {"due": due, "doubt": doubt})


@dataclass(frozen=True, slots=True)
class Node:
    """One part in the tree of a task."""

    row: reading.BoardRow
    depth: int


@allow(Permission.LEADS_READ)
@require_safe
def page(request: HttpRequest, number: str) -> HttpResponse:
    """Show one task with the parts the person may see."""
    user = person(request)
    return show_task(request, policy.task(user, number), SeedForm())


def show_task(request: HttpRequest, task: Task, form: SeedForm, status: int = 200) -> HttpResponse:
    """Show a task, with a draw that failed where there is one."""
    user = person(request)
    nodes = tree(reading.board(user, policy.parts(user).filter(task=task)))
    context = {
        "task": task,
        "nodes": nodes,
        "totals": _totals(nodes),
        "rechecks": _rechecks(user, task),
        "draws": _draws(user, task),
        "seed_form": form if allowed(user.roles, Permission.LEADS_REVIEW) else None,
    }
    return render(request, "leads/task.html", context, status=status)


def tree(rows: list[reading.BoardRow]) -> list[Node]:
    """Return the rows depth first; a part whose parent is not among them stands at the top."""
    known = {row.part.pk for row in rows}
    below: dict[int | None, list[reading.BoardRow]] = {}
    for row in sorted(rows, key=lambda row: (row.part.receiver.path, row.part.pk)):
        parent = row.part.parent_id
        below.setdefault(parent if parent in known else None, []).append(row)
    found: list[Node] = []

    def walk(parent: int | None, depth: int) -> None:
        for row in below.get(parent, ()):
            found.append(Node(row, depth))
            walk(row.part.pk, depth + 1)

    walk(None, 0)
    return found


def _totals(nodes: list[Node]) -> dict[str, Any]:
    top = [node.row for node in nodes if not node.depth]
    return {
        "leads": sum(row.leads for row in top),
        "suspicions": sum(row.suspicions for row in top),
        "done": sum(row.done for row in top),
        "checkout_amt": sum(row.checkout_amt for row in top),
        "cnfm_amt": sum(row.cnfm_amt for row in top),
        "overdue": sum(row.overdue for row in top),
    }


def _draws(user: User, task: Task) -> list[AuditDraw]:
    """Return what was drawn at random into a task, for those who sent it: the checkers are not told."""
    if user.organisation_id != task.sender_id or not allowed(user.roles, Permission.LEADS_DISPATCH):
        return []
    return list(task.draws.select_related("drawn_by"))


def _rechecks(user: User, task: Task) -> list[dict[str, Any]]:
    """Return the draws of the person's division with the suspicions drawn, all in two queries."""
    if not user.organisation.is_bureau:
        return []
    drawn = list(
        task.rechecks.filter(organisation__in=user.organisation.bureaus())
        .select_related("organisation", "drawn_by")
        .order_by("-drawn_at")
    )
    wanted = {key for one in drawn for key in one.picked}
    found = policy.suspicions(user).filter(finding_id__in=wanted).select_related("lead__institution")
    by_id = {one.finding_id: one for one in found}
    return [
        {
            "draw": one,
            "size": len(one.population),
            "picked": [by_id[key] for key in one.picked if key in by_id],
        }
        for one in drawn
    ]


@allow(Permission.LEADS_REVIEW)
@require_POST
def recheck(request: HttpRequest, number: str) -> HttpResponseBase:
    """Draw a sample of what was found 不属实."""
    user = person(request)
    task = policy.task(user, number)
    form = SeedForm(request.POST)
    if form.is_valid():
        try:
            drawn = draw_recheck(user, task, form.cleaned_data["seed"] or None)
        except (InvalidError, ConflictError) as error:
            _tell(form, error)
        else:
            messages.success(
                request, f"已从 {len(drawn.population)} 条“不属实”疑点中抽取 {len(drawn.picked)} 条"
            )
            return redirect(f"{reverse('leads:task', args=[task.number])}#recheck")
    return show_task(request, task, form, 422)


def _tell(form: SeedForm, error: MingjingError) -> None:
    for problem in error.problems:
        form.add_error(None, problem.what)
