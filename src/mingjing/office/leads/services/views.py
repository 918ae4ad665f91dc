"""Lists that people keep under a name, each for themselves."""

from django.db import transaction
from django.http import QueryDict

from mingjing.kernel.errors import InvalidError, NotVisibleError
from mingjing.office.accounts.models import User
from mingjing.office.leads.models import SavedView

LEADS = "leads"
MOST = 30
_PASSING = ("page", "part", "export")


@transaction.atomic
def keep(actor: User, noun: str, name: str, query: str) -> SavedView:
    """Keep a list's address under a name; the same name again replaces it. Raises InvalidError when it cannot."""
    clean = QueryDict(query, mutable=True)
    for one in _PASSING:
        clean.pop(one, None)
    text = clean.urlencode()
    if not name.strip() or len(name.strip()) > 60:
        raise InvalidError("请填写视图名称，不超过 60 字", where="name")
    if len(text) > 1000:
        raise InvalidError("筛选条件过长，无法保存", where="name")
    mine = SavedView.objects.filter(user=actor, noun=noun)
    if not mine.filter(name=name.strip()).exists() and mine.count() >= MOST:
        raise InvalidError(f"最多保存 {MOST} 个视图", where="name", do="请先删除不用的视图")
    view, _ = SavedView.objects.update_or_create(
        user=actor, noun=noun, name=name.strip(), defaults={"query": text}
    )
    return view


def drop(actor: User, key: int) -> None:
    """Forget one's own view. Raises NotVisibleError when there is none."""
    gone, _ = SavedView.objects.filter(user=actor, pk=key).delete()
    if not gone:
        raise NotVisibleError("没有这个视图", where=str(key))
