"""Whether page and database answer, for a monitor."""

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from mingjing.office.accounts.access import public


@public
@require_GET
def health(request: HttpRequest) -> JsonResponse:
    """Say `ok` once the database has answered."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})
