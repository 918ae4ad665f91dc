"""Registered by existing: finds the files of a kind in its folder and in the wheels that add to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import entry_points
from importlib.resources import files
from pathlib import Path

from mingjing.kernel.errors import DocumentError

ENTRY_POINT_GROUP = "mingjing.catalogs"


@dataclass(frozen=True, slots=True)
class Catalog:
    """All files of one kind (rules, marts, checks, schemes …), keyed by file stem.

    `package` is the dotted package that holds the built-in files, `suffix` their ending (with the dot).
    Other wheels add to a kind through the entry-point group `mingjing.catalogs`: the entry's name is the
    kind's name, its value a package that holds files of the same form.
    """

    kind: str
    package: str
    suffix: str
    extra: tuple[Path, ...] = ()

    def roots(self) -> Iterator[Path]:
        """Yield the folders searched: the built-in one, those of other wheels, then `extra`."""
        yield Path(str(files(self.package)))
        for entry in entry_points(group=ENTRY_POINT_GROUP, name=self.kind):
            yield Path(str(files(entry.value)))
        yield from self.extra

    def paths(self) -> dict[str, Path]:
        """Return `{stem: path}` sorted by stem. Raises DocumentError when two files share a stem."""
        found: dict[str, Path] = {}
        for root in self.roots():
            for path in sorted(root.rglob(f"*{self.suffix}")):
                if path.name.startswith(("_", ".")):
                    continue
                if path.stem in found:
                    raise DocumentError(
                        f"two {self.kind} files are called {path.stem}",
                        where=str(path),
                        why=f"the other one is {found[path.stem]}",
                        do="rename one of them: a name is registered once",
                    )
                found[path.stem] = path
        return dict(sorted(found.items()))
