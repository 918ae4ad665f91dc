"""The verbs `audit` and `user`."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from mingjing.cli.audit import command as audit_command
from mingjing.cli.user import command as user_command
from mingjing.kernel.errors import DataError, MingjingError, UsageError
from mingjing.office.accounts.models import AuditEntry, Organisation, User
from tests.office.accounts.conftest import World


def run(command: object, *words: str, **others: object) -> str:
    result = CliRunner().invoke(command, words, catch_exceptions=False, **others)  # type: ignore[arg-type]
    assert result.exit_code == 0, result.output
    return result.output


def test_the_first_administrator_is_made_with_the_root_of_the_tree(db: None) -> None:
    with pytest.raises(UsageError, match="还没有任何单位"):
        run(user_command, "add", "boss", "--name", "张三", "--role", "administrator")
    words = ["add", "boss", "--name", "张三", "--role", "administrator", "--organisation", "360000"]
    shown = json.loads(run(user_command, *words, "--organisation-name", "省局", "--json"))
    user = User.objects.get()
    assert user.check_password(shown["password"])
    assert user.must_change_password
    assert Organisation.objects.get().level == "province"
    assert AuditEntry.objects.get(action="account.created").address == "本机命令行"


def test_a_typed_password_must_satisfy_the_policy(world: World) -> None:
    words = ["add", "lihua", "--name", "李华", "--role", "officer", "--organisation", "360101", "--ask"]
    with pytest.raises(MingjingError, match="三类"):
        run(user_command, *words, input="aaaaaaaaaaaa\naaaaaaaaaaaa\n")
    with pytest.raises(MingjingError, match="没有角色"):
        run(user_command, *words[:-1], "--role", "king")
    with pytest.raises(MingjingError, match="不能担任"):
        run(user_command, *words[:-1], "--role", "clerk")
    run(user_command, *words, input="Zhao-1122-Qian\nZhao-1122-Qian\n")
    assert User.objects.get(username="lihua").check_password("Zhao-1122-Qian")


def test_a_lost_administrator_is_rescued(world: World) -> None:
    User.objects.filter(username="boss").update(is_active=False)
    shown = json.loads(run(user_command, "rescue", "boss", "--json"))
    user = User.objects.get(username="boss")
    assert user.check_password(shown["password"])
    assert user.is_active
    assert "boss" in run(user_command, "list")


def test_an_export_is_checked_without_django(world: World, tmp_path: Path) -> None:
    run(user_command, "rescue", "boss")
    file = tmp_path / "audit.jsonl"
    run(audit_command, "export", "--out", str(file))
    script = (
        "import sys\nfrom mingjing.cli.audit import command\n"
        "command(['verify', sys.argv[1]], standalone_mode=False)\nassert 'django' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", script, file], capture_output=True, text=True, check=True)
    assert "完整：共 1 条" in done.stdout
    file.write_bytes(file.read_bytes().replace(b"boss", b"bass"))
    with pytest.raises(DataError, match="第 1 条"):
        run(audit_command, "verify", str(file))
    with pytest.raises(UsageError):
        run(audit_command, "verify", str(tmp_path / "none"))
