"""Addresses of this noun: `handovers/` are the bureaus' pages, `desk/` those of a partner department."""

from django.urls import URLPattern, URLResolver, path

from mingjing.office.liaison import letter_urls
from mingjing.office.liaison.views import desk, handovers, listing, partners

app_name = "liaison"
_ONE = "handovers/<str:number>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("handovers/", listing.index, name="list"),
    path("handovers/new/", handovers.new, name="handover-new"),
    path(_ONE, handovers.page, name="handover"),
    path(f"{_ONE}change/", handovers.change, name="handover-change"),
    path(f"{_ONE}<slug:name>/", handovers.step, name="handover-step"),
    path("handover-packages/<int:pk>/", handovers.package, name="handover-package"),
    path("handover-files/<int:pk>/", handovers.packed, name="handover-file"),
    path("handover-attachments/<int:pk>/", handovers.attachment, name="handover-attachment"),
    path("partners/", partners.index, name="partners"),
    path("partners/<int:pk>/", partners.one, name="partner"),
    path("desk/", desk.index, name="desk"),
    path("desk/new/", handovers.new_in, name="desk-new"),
    *letter_urls.urlpatterns,
]
