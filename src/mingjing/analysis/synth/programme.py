"""The programme: every scheme, one file each in `schemes/`, registered by being there."""

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mingjing.analysis.standard.schema import behaviours
from mingjing.analysis.synth.stage import Stage
from mingjing.kernel.catalog import Catalog
from mingjing.kernel.errors import DocumentError, UsageError

_SCHEMES = Catalog("synth scheme", "mingjing.analysis.synth.schemes", ".py")


@dataclass(frozen=True, slots=True)
class Scheme:
    """One scheme. `exact`: its lines and amount follow from the act alone, so that every fen can be demanded.

    `on_request` (ON_REQUEST in its file): too large or too special for every city; only there when it is named.
    """

    name: str
    title: str
    behaviour: str
    exact: bool
    plant: Callable[[Stage], None]
    on_request: bool = False


def programme(wanted: str = "all") -> list[Scheme]:
    """Return the schemes asked for: `all` (but those on request), `none` or names joined by commas.

    Raises UsageError for unknown ones.
    """
    paths = _SCHEMES.paths()
    if wanted == "none":
        return []
    names = list(paths) if wanted == "all" else [name.strip() for name in wanted.split(",")]
    unknown = [name for name in names if name not in paths]
    if unknown:
        raise UsageError(f"没有这样的手法：{'、'.join(unknown)}", do=f"可用的手法：{'、'.join(paths)}")
    found = [_load(paths[name]) for name in names]
    return [one for one in found if not one.on_request] if wanted == "all" else found


def _load(path: Path) -> Scheme:
    spec = importlib.util.spec_from_file_location(f"mingjing_scheme_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise DocumentError("手法文件无法载入", where=str(path))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    missing = [name for name in ("TITLE", "BEHAVIOUR", "EXACT", "plant") if not hasattr(module, name)]
    if missing or module.BEHAVIOUR not in behaviours():
        raise DocumentError(
            "手法文件不完整",
            where=str(path),
            why=f"缺少 {missing or module.BEHAVIOUR}",
            do="仿照同文件夹里的其他手法书写",
        )
    on_request = bool(getattr(module, "ON_REQUEST", False))
    return Scheme(path.stem, module.TITLE, module.BEHAVIOUR, module.EXACT, module.plant, on_request)
