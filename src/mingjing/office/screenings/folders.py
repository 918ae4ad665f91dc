"""Where this site keeps what the office makes, and what else its runs read beside the built-in rules."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from mingjing.kernel import local

_registers: dict[str, Callable[[], None]] = {}


def bring(name: str, write: Callable[[], None]) -> None:
    """Let a noun above write its registers as knowledge rows before every run; called when its app is ready."""
    _registers[name] = write


def refresh() -> None:
    """Have every register written as it stands now."""
    for write in _registers.values():
        write()


def own_folder() -> tuple[Path, ...]:
    """Return the site's folder of local rules, made when it is not there, that of its registers, those of MINGJING_LOCAL."""
    folder = Path(settings.LOCAL)
    folder.mkdir(parents=True, exist_ok=True)
    registers = Path(settings.REGISTERS)
    written = (registers.absolute(),) if registers.is_dir() else ()
    return tuple(dict.fromkeys((folder.absolute(), *written, *local.folders())))
