"""A site is saved in one file and comes back whole, or nothing is touched."""

import hashlib
import json
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from mingjing.config.backup.restore import unpack
from mingjing.kernel.errors import DataError
from tests.office.backup.conftest import Site, with_database

NewSite = Callable[..., Site]
# In one worker: the restored sites take longer to make than to look at.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("backup")]


@pytest.fixture(scope="module")
def archive(full: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("archive") / "site.zip"
    full.run("backup", target)
    return target


@pytest.fixture(scope="module")
def portable(full: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("portable") / "site.zip"
    full.run("backup", target, "--portable")
    return target


@pytest.fixture(scope="module")
def restored(archive: Path, portable: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Site]:
    """A site restored from each kind of backup; nobody changes their rows."""
    found = {}
    for kind, source in {"archive": archive, "portable": portable}.items():
        found[kind] = Site(tmp_path_factory.mktemp(kind) / "restored")
        assert "审计链完整" in found[kind].run("restore", source)
    return found


@pytest.mark.parametrize("kind", ["archive", "portable"])
def test_a_restored_site_is_the_same_and_its_audit_chain_verifies(
    restored: dict[str, Site], rows_of_full: str, kind: str
) -> None:
    site = restored[kind]
    assert site.fingerprint() == rows_of_full
    assert (site.data / "evidence/2026/a.pdf").read_text() == "content of evidence/2026/a.pdf"
    assert (site.data / "local/rules/LOC-001.sql").exists()
    assert not list(site.data.glob("replaced-*"))
    assert not list(site.data.glob(".restore-*"))
    out = site.data / "audit.jsonl"
    site.run("audit", "export", "--out", out)
    assert "完整" in site.run("audit", "verify", out)


def test_the_restored_database_still_refuses_to_change_its_audit_log(restored: dict[str, Site]) -> None:
    said = restored["portable"].python(
        "from mingjing.office.accounts.models import AuditEntry\n"
        "try:\n    AuditEntry.objects.all().delete()\nexcept Exception as error: print(error)"
    )
    assert "append-only" in said


def test_a_site_that_is_not_empty_is_left_alone_without_force(
    rows_of_full: str, new_site: NewSite, archive: Path
) -> None:
    site = with_database(new_site("used"))
    site.run("user", "add", "boss", "--name", "张三", "--role", "administrator",
             "--organisation", "1", "--organisation-name", "省局")  # fmt: skip
    assert "不是空的" in site.run("restore", archive, code=2)
    assert "boss" in site.run("user", "list")
    said = site.run("restore", archive, "--force")
    assert "原有文件在" in said
    assert "boss" not in site.run("user", "list")
    (aside,) = site.data.glob("replaced-*")
    assert (aside / "office.sqlite3").exists()
    assert site.fingerprint() == rows_of_full


def damaged(source: Path, target: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return target


@pytest.mark.parametrize(
    "change",
    [
        lambda name, content: content + b" " if name.startswith("evidence/") else content,
        lambda name, content: None if name.startswith("local/") else content,
        lambda name, content: None if name == "manifest.json" else content,
        lambda name, content: (
            content.replace(b"backup/1", b"backup/9") if name == "manifest.json" else content
        ),
    ],
)
def test_a_damaged_archive_is_refused(
    archive: Path, tmp_path: Path, change: Callable[[str, bytes], bytes | None]
) -> None:
    bad = damaged(archive, tmp_path / "bad.zip", change)
    with pytest.raises(DataError, match="备份不完整或被改动"):
        unpack(bad, tmp_path / "unpacked")


def test_a_cut_archive_is_refused_before_anything_is_touched(
    new_site: NewSite, archive: Path, tmp_path: Path
) -> None:
    (tmp_path / "cut.zip").write_bytes(archive.read_bytes()[:-200])
    site = new_site("untouched")
    assert "备份不完整" in site.run("restore", tmp_path / "cut.zip", code=2)
    assert not (site.data / "evidence").exists()


def test_no_member_of_an_archive_leaves_the_folder(archive: Path, tmp_path: Path) -> None:
    def outside(name: str, content: bytes) -> bytes:
        return content.replace(b'"evidence/', b'"../evidence/') if name == "manifest.json" else content

    with pytest.raises(DataError):
        unpack(damaged(archive, tmp_path / "bad.zip", outside), tmp_path / "unpacked")


def test_an_audit_log_changed_inside_the_archive_is_found_and_undone(
    new_site: NewSite, portable: Path, tmp_path: Path
) -> None:
    name = "rows/accounts.auditentry.jsonl"
    with zipfile.ZipFile(portable) as opened:
        rows = opened.read(name).replace(b'"look"', b'"took"')
        manifest = json.loads(opened.read("manifest.json"))
    manifest["files"][name] = {"size": len(rows), "sha256": hashlib.sha256(rows).hexdigest()}
    forged = {name: rows, "manifest.json": json.dumps(manifest).encode()}
    bad = damaged(portable, tmp_path / "forged.zip", forged.get)
    site = new_site("undone")
    assert "内容与哈希不符" in site.run("restore", bad, code=2)
    assert not (site.data / "office.sqlite3").exists() or "还没有数据库" in site.run(
        "backup", tmp_path / "x", code=2
    )


def test_an_archive_of_a_newer_version_is_refused(new_site: NewSite, archive: Path, tmp_path: Path) -> None:
    def newer(name: str, content: bytes) -> bytes:
        if name != "manifest.json":
            return content
        manifest = json.loads(content)
        return json.dumps(
            {**manifest, "migrations": [*manifest["migrations"], ["leads", "9999_later"]]}
        ).encode()

    said = new_site("older").run("restore", damaged(archive, tmp_path / "new.zip", newer), code=2)
    assert "leads.9999_later" in said


def test_an_interrupted_backup_leaves_no_file(full: Site, tmp_path: Path) -> None:
    site = Site(tmp_path / "big")
    shutil.copytree(full.data, site.data)
    # Holes of 8 GB: read in many seconds, however busy the machine, and written to no disk.
    with (site.data / "evidence" / "big.bin").open("wb") as big:
        big.truncate(8 << 30)
    command = [sys.executable, "-m", "mingjing.cli.main", "backup", str(tmp_path / "site.zip")]
    for end in (signal.SIGINT, signal.SIGKILL):
        running = subprocess.Popen(
            command, env=site.environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        while running.poll() is None and not list(tmp_path.glob(".site.zip.part")):
            time.sleep(0.005)
        running.send_signal(end)
        running.wait()
        assert not (tmp_path / "site.zip").exists()
    (site.data / "evidence" / "big.bin").unlink()
    site.run("backup", tmp_path / "site.zip")
    assert [one.name for one in tmp_path.glob("*.zip*")] == ["site.zip"]
    assert not list(tmp_path.glob(".*"))


def test_a_backup_never_overwrites_and_is_readable_by_its_owner_alone(full: Site, archive: Path) -> None:
    assert "文件已存在" in full.run("backup", archive, code=2)
    assert archive.stat().st_mode & 0o077 == 0


def test_the_key_comes_along_only_when_asked(full: Site, new_site: NewSite, tmp_path: Path) -> None:
    full.run("backup", tmp_path / "key.zip", "--with-key")
    site = new_site("same-key")
    site.run("restore", tmp_path / "key.zip")
    assert (site.data / "secret.key").read_text() == (full.data / "secret.key").read_text()
    full.run("backup", tmp_path / "plain.zip")
    with zipfile.ZipFile(tmp_path / "plain.zip") as opened:
        assert "secret.key" not in opened.namelist()
