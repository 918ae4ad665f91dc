"""The API: everything that the pages can do, for programs. OpenAPI 3.1 at /api/v1/openapi.json."""

from importlib import import_module

from mingjing.office.rest import problem
from mingjing.office.rest.described import DescribedAPI

NOUNS = (
    "accounts",
    "clocks",
    "institutions",
    "screenings",
    "leads",
    "ledger",
    "cases",
    "documents",
    "liaison",
    "staff",
    "reports",
    "inspections",
)

api = DescribedAPI(
    title="明镜",
    version="1",
    description="医疗保障基金监管：筛查、线索、核查、案件。错误以 application/problem+json 返回。",
    urls_namespace="api",
    docs_url=None,
)
problem.install(api)
for noun in NOUNS:
    api.add_router("", import_module(f"mingjing.office.{noun}.api").router)
