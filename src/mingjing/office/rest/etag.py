"""Versions as ETags: whoever changes something says which version was read."""

from django.http import HttpRequest, HttpResponse

from mingjing.kernel.errors import InvalidError


def wanted(request: HttpRequest) -> int | None:
    """Return the version in If-Match, None when there is none. Raises InvalidError for what is no version."""
    given = request.headers.get("If-Match", "").strip()
    if not given or given == "*":
        return None
    version = given.removeprefix("W/").strip('"')
    if not version.isdigit() or len(version) > 9:
        raise InvalidError("If-Match 不是有效的版本", where="If-Match", do="使用读取时返回的 ETag")
    return int(version)


def tag(response: HttpResponse, version: int) -> None:
    """Say which version the answer shows."""
    response["ETag"] = f'"{version}"'
