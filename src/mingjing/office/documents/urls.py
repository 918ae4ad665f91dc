"""Addresses of this noun."""

from django.urls import URLPattern, URLResolver, path

from mingjing.office.documents.views import case, document, files, pages, register, settings, steps

app_name = "documents"
_ONE = "documents/<int:pk>/"
_TEMPLATE = "documents/templates/<str:key>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("cases/<str:number>/documents/", case.index, name="case"),
    path("cases/<str:number>/documents/start/", case.start, name="start"),
    path("cases/<str:number>/documents/pages/", pages.index, name="pages"),
    path("cases/<str:number>/documents/pages/count/", pages.count, name="pages-count"),
    path("cases/<str:number>/documents/export/", files.export, name="export"),
    path("documents/", register.index, name="list"),
    path("documents/letterhead/", settings.letterhead, name="letterhead"),
    path("documents/templates/", settings.templates, name="templates"),
    path(_TEMPLATE, settings.template, name="template"),
    path(f"{_TEMPLATE}file/", settings.template_file, name="template-file"),
    path(f"{_TEMPLATE}restore/", settings.restore, name="template-restore"),
    path(_ONE, document.page, name="detail"),
    path(f"{_ONE}change/", steps.change, name="change"),
    path(f"{_ONE}submit/", steps.submit, name="submit"),
    path(f"{_ONE}issue/", steps.issue, name="issue"),
    path(f"{_ONE}return/", steps.send_back, name="return"),
    path(f"{_ONE}void/", steps.void, name="void"),
    path(f"{_ONE}deliver/", steps.deliver, name="deliver"),
    path(f"{_ONE}file/", files.word, name="file"),
    path(f"{_ONE}pdf/", files.pdf, name="pdf"),
    path("deliveries/<int:pk>/file/", files.receipt, name="receipt"),
]
