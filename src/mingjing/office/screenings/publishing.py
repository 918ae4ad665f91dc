"""Where the noun above plugs in what makes leads of a run's findings."""

from collections.abc import Callable

from mingjing.kernel.errors import ConflictError
from mingjing.office.accounts.models import User
from mingjing.office.screenings.models import Screening

Publish = Callable[[User, Screening], object]
_publishers: list[Publish] = []


def register(publish: Publish) -> None:
    """Name what publishes; called once, when the app that brings it is ready."""
    _publishers[:] = [publish]


def publisher() -> Publish:
    """Return what publishes. Raises ConflictError when nothing was registered."""
    if not _publishers:
        raise ConflictError("线索模块没有启用，不能发布", do="请联系系统管理员")
    return _publishers[0]
