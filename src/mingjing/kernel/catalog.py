"""Registered by existing: finds the files of a kind in its folder and in the wheels that add to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import entry_points
from importlib.resources import files
from pathlib import Path

from mingjing.kernel import local
from mingjing.kernel.errors import DocumentError

ENTRY_POINT_GROUP = "mingjing.catalogs"


@dataclass(frozen=True, slots=True)
class Catalog:
    """All files of one kind (rules, marts, checks, schemes …), keyed by file stem.

    `package` is the dotted package that holds the built-in files, `suffix` their ending (with the dot).
    Other wheels add to a kind through the entry-point group `mingjing.catalogs`: the entry's name is the
    kind's name, its value a package that holds files of the same form. A bureau adds to a kind through its
    local folders: `local_kind` is the subfolder's name there, empty when the kind cannot be added to.
    """

    kind: str
    package: str
    suffix: str
    extra: tuple[Path, ...] = ()
    local_kind: str = ""

    @property
    def built_in(self) -> Path:
        """The folder of the files that come with the program."""
        return Path(str(files(self.package)))

    def roots(self) -> Iterator[Path]:
        """Yield the folders searched: the built-in one, those of other wheels, local folders, then `extra`."""
        yield self.built_in
        for entry in entry_points(group=ENTRY_POINT_GROUP, name=self.kind):
            yield Path(str(files(entry.value)))
        if self.local_kind:
            yield from (path for folder in local.folders() if (path := folder / self.local_kind).is_dir())
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
                        f"两个 {self.kind} 文件同名：{path.stem}",
                        where=str(path),
                        why=f"另一个是 {found[path.stem]}",
                        do="给其中一个改名（规则还要改 code）：一个名字只登记一次",
                    )
                found[path.stem] = path
        return dict(sorted(found.items()))
