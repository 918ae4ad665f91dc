"""Which knowledge lists speak of an item: what the search of the site knows beside the pages."""

import json
from collections.abc import Mapping

from mingjing.analysis.knowledge.document import KnowledgeList, knowledge_list

_SERVICE = 15  # digits of the code of a medical service
_NOT_LIMITS = frozenset({"item_name", "item_map"})  # they name items and say nothing of them


def script(lists: Mapping[str, KnowledgeList]) -> str:
    """Return JavaScript that sets `window.ITEMS`: the lists, and per code or prefix its name and list numbers.

    A row is [code, 1 when it is a prefix else 0, name, list numbers], sorted by code.
    """
    spoken: dict[tuple[str, int], set[int]] = {}
    told = [(name, found) for name, found in lists.items() if found.codes and name not in _NOT_LIMITS]
    for number, (_, found) in enumerate(told):
        for row in found.rows:
            for column in found.codes:
                if row[column]:
                    spoken.setdefault((row[column], int(row["match"] == "^")), set()).add(number)
    names = {row["item_code"]: row["name"] for row in knowledge_list("item_name").rows}
    data = {
        "lists": [[name, found.title] for name, found in told],
        "rows": [
            [code, prefix, _name(code, names), sorted(numbers)]
            for (code, prefix), numbers in sorted(spoken.items())
        ],
    }
    return f"window.ITEMS = {json.dumps(data, ensure_ascii=False, separators=(',', ':'))};\n"


def _name(code: str, names: Mapping[str, str]) -> str:
    """Return the name of the code, of the service whose variants it stands for, or of what it begins with."""
    own = names.get(code) or names.get(code.ljust(_SERVICE, "0"))
    return own or next((names[code[:size]] for size in range(len(code), 3, -1) if code[:size] in names), "")
