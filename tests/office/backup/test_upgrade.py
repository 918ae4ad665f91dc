"""A database of the first version, with rows, becomes one of this version."""

import os
from collections.abc import Callable

import psycopg
import pytest
from django.core.management import call_command

from tests.office import postgres
from tests.office.backup.conftest import Site

pytestmark = pytest.mark.slow
FIRST = """
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
executor = MigrationExecutor(connection)
first = [key for key in executor.loader.graph.nodes if key[1].startswith("0001_")]
executor.migrate(first)
models = executor.loader.project_state(first).apps
Organisation, User = models.get_model("accounts", "Organisation"), models.get_model("accounts", "User")
body = Organisation.objects.create(code="1", name="省局", kind="bureau", level="province", path="/1/")
user = User.objects.create(username="boss", name="张三", organisation=body, password="!")
models.get_model("accounts", "Grant").objects.create(user=user, role="administrator")
models.get_model("clocks", "Holiday").objects.all()
Lake = models.get_model("screenings", "Lake")
lake = Lake.objects.create(name="数据", path="/x", organisation=body)
"""


def sites(new_site: Callable[..., Site], name: str) -> Site:
    if name == "sqlite":
        return new_site("sqlite")
    return new_site("postgres", postgres_database())


def postgres_database() -> str:
    """Return the address of a new database on the tests' server."""
    folder, name = postgres.socket(), f"site_{os.urandom(6).hex()}"
    with psycopg.connect(host=folder, user="postgres", dbname="postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
    return f"postgres://postgres@{folder.replace('/', '%2F')}/{name}"


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_first_database_with_rows_is_backed_up_and_upgraded(
    new_site: Callable[..., Site], database: str
) -> None:
    site = sites(new_site, database)
    site.python(FIRST)
    assert "数据库待升级" in site.run("user", "list", code=2)
    said = site.python("from mingjing.config import upgrade\nprint(upgrade.upgrade(), upgrade.pending())")
    assert "backups/before-" in said
    assert said.rstrip().endswith("[]")
    assert "boss" in site.run("user", "list")
    (kept,) = (site.data / "backups").glob("*.zip")
    if database == "postgresql":  # rows as they were under the first migrations
        fresh = sites(lambda name, address="": new_site(f"again-{name}", address), database)
        fresh.run("restore", kept)
        assert "boss" in fresh.run("user", "list")


def test_a_site_moves_from_sqlite_to_postgresql_and_back(
    full: Site, new_site: Callable[..., Site], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("move")
    full.run("backup", folder / "out.zip", "--portable")
    moved = new_site("moved", postgres_database())
    moved.run("restore", folder / "out.zip")
    moved.run("user", "add", "later", "--name", "李四", "--role", "officer", "--organisation", "B-county1")
    moved.run("backup", folder / "back.zip")
    back = new_site("back")
    back.run("restore", folder / "back.zip")
    assert back.fingerprint() == moved.fingerprint()
    assert "later" in back.run("user", "list")
    full.run("backup", folder / "file.zip")
    assert "不能恢复到 PostgreSQL" in moved.run("restore", folder / "file.zip", "--force", code=2)
    assert "later" in moved.run("user", "list")


@pytest.mark.django_db
def test_the_models_are_what_the_migrations_make() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
