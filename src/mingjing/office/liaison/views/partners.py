"""The register of departments: which department each partner body is, and who to call."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from mingjing.kernel.errors import NotVisibleError
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.liaison.deeds import kit
from mingjing.office.liaison.models import Department
from mingjing.office.liaison.services import partners
from mingjing.office.liaison.views import matters


class PartnerForm(forms.Form):
    """One department."""

    department = forms.ChoiceField(label="部门", choices=Department.choices, widget=forms.RadioSelect)
    contact = forms.CharField(label="联络员", max_length=60, required=False)
    tel = forms.CharField(label="联系电话", max_length=40, required=False)


@allow(Permission.LIAISON_READ)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the partner bodies of one's tree."""
    user = person(request)
    context = matters.frame(user, "handovers", ("协同部门", "")) | {
        "bodies": partners.bodies(user), "may_register": allowed(user.roles, Permission.LIAISON_APPROVE),
    }  # fmt: skip
    return render(request, "liaison/handovers/partners.html", context)


@allow(Permission.LIAISON_APPROVE)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Say which department a body is."""
    user = person(request)
    body = next((one for one in partners.bodies(user) if one.pk == pk), None)
    if body is None:
        raise NotVisibleError("没有这个协同部门，或者不在您的管辖范围内", where=str(pk))
    known = getattr(body, "partner", None)
    first = {"department": known.department, "contact": known.contact, "tel": known.tel} if known else {}
    form = PartnerForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and kit.try_form(
        form, lambda v: partners.register(user, pk, v["department"], v["contact"], v["tel"])
    ):
        messages.success(request, f"已登记：{body.name}")
        return redirect("liaison:partners")
    address = reverse("liaison:partners")
    context = matters.frame(user, "handovers", ("协同部门", address), (body.name, "")) | {
        "form": form, "title": f"登记协同部门：{body.name}", "back": address,
    }  # fmt: skip
    return render(
        request, "liaison/handovers/new.html", context, status=kit.status_of(form) if form.errors else 200
    )
