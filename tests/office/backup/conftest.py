"""Sites in folders of their own, each tried with the real command line."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.office import migrated

SEED = """
from tests.office import province as making
from mingjing.office.accounts import audit
made = making.build()
making.send(made, making.publish_some(made))
audit.record(made.who("officer"), "look", "x", 1, None, {"amount": "1.20"})
"""


@dataclass
class Site:
    """A data folder and a database; `run` calls a verb, `python` runs code with Django set up."""

    data: Path
    database: str = ""

    @property
    def environment(self) -> dict[str, str]:
        """The environment that makes a process work on this site."""
        keep = {
            k: v for k, v in os.environ.items() if not k.startswith(("MINGJING_", "DATABASE_URL", "DJANGO_"))
        }
        own = {"MINGJING_DATA": str(self.data), "DJANGO_SETTINGS_MODULE": "mingjing.config.settings"}
        return {
            **keep,
            **own,
            "PYTHONPATH": str(Path.cwd()),
            **({"DATABASE_URL": self.database} if self.database else {}),
        }

    def run(self, *words: object, code: int = 0) -> str:
        """Call a verb; return what it printed."""
        command = [sys.executable, "-m", "mingjing.cli.main", *map(str, words)]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def python(self, text: str) -> str:
        """Run code with Django set up; return what it printed."""
        whole = f"import django\ndjango.setup()\n{text}"
        done = subprocess.run(
            [sys.executable, "-c", whole], env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def fingerprint(self) -> str:
        """Return every row of every table that a backup keeps, as one hash."""
        return self.python(
            "import hashlib\nfrom mingjing.config.backup import rows\nfound = hashlib.sha256()\n"
            "for label, lines in rows.dump():\n"
            "    kept = [one for one in lines if b'\"site\"' not in one] if label != 'accounts.audithead' else []\n"
            "    if label != 'accounts.auditentry': [found.update(one) for one in kept]\n"
            "print(found.hexdigest())"
        )


def with_database(site: Site) -> Site:
    """Give a site a database that is up to date and empty; by the command itself where none is kept yet."""
    if not migrated.lay(site.data):
        site.run("user", "list")
        migrated.keep(str(site.data / "office.sqlite3"))
    return site


@pytest.fixture
def new_site(tmp_path: Path) -> Callable[..., Site]:
    """Make an empty site: new_site("name", database="")."""
    return lambda name, database="": Site(tmp_path / name, database)


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site with the small province at work, files and local rules; nobody changes it."""
    site = with_database(Site(tmp_path_factory.mktemp("full") / "data"))
    site.python(SEED)
    for name in ("evidence/2026/a.pdf", "local/rules/LOC-001.sql"):
        file = site.data / name
        file.parent.mkdir(parents=True)
        file.write_text(f"content of {name}", encoding="utf-8")
    return site


@pytest.fixture(scope="session")
def rows_of_full(full: Site) -> str:
    """The fingerprint of that site."""
    return full.fingerprint()
