"""`mingjing serve`: page and worker of the office."""

import os
import sys
from typing import Any

import click

from mingjing.config import environment as env
from mingjing.config.startup import data_option, start

_LOCAL = {"127.0.0.1", "localhost", "::1"}
# A process serves on one core; one core is left to background work.
_PROCESSES = max(1, min(4, (os.cpu_count() or 2) - 1))


@click.command(name="serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址；0.0.0.0 为所有网卡。")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="端口。")
@click.option(
    "--processes",
    type=click.IntRange(1),
    default=_PROCESSES,
    show_default="核数减一，至多 4",
    help="网页进程数。",
)
@data_option
def command(host: str, port: int, processes: int) -> None:
    """启动网页和后台任务；必要时先备份并升级数据库。Ctrl-C 停止。"""
    start()
    from mingjing.config.lock import alone  # noqa: PLC0415 - needs Django

    with alone():
        _prepare()
        _greet(host, port)
        code = _run(host, port, processes)
    click.echo("已停止。" if code == 0 else "网页进程意外结束，已全部停止；原因见上。", err=code != 0)
    if code:
        raise click.exceptions.Exit(1)


def _prepare() -> None:
    from mingjing.config import orphans, upgrade  # noqa: PLC0415 - needs Django

    if upgrade.pending():
        click.echo("正在准备数据库……")
        if backup := upgrade.upgrade():
            click.echo(f"升级前的备份：{backup}")
    if count := orphans.take_up():
        click.echo(f"上次未完成的 {count} 项后台任务将继续。")


def _greet(host: str, port: int) -> None:
    from mingjing.office.accounts.models import User  # noqa: PLC0415 - needs Django

    shown = f"[{host}]" if ":" in host else host
    click.echo(f"明镜已启动：http://{shown}:{port}/  （Ctrl-C 停止）")
    if host not in _LOCAL and "MINGJING_HOSTS" not in os.environ:
        click.echo("提示：从其他机器访问，须在环境变量 MINGJING_HOSTS 中列出所用的主机名或地址。", err=True)
    if not User.objects.exists():
        click.echo(
            "还没有账号。请在另一个终端建立第一个管理员：\n"
            "  mingjing user add 账号 --name 姓名 --role administrator"
            " --organisation 360000 --organisation-name 某某省医疗保障局"
        )


def _run(host: str, port: int, processes: int) -> int:
    from django.conf import settings  # noqa: PLC0415 - needs Django
    from django.db import connections  # noqa: PLC0415

    from mingjing.config.supervisor import Child, Supervisor  # noqa: PLC0415

    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "mingjing.config.settings"}
    django = [sys.executable, "-m", "django"]
    page = [sys.executable, "-m", "uvicorn", "mingjing.config.asgi:application"]
    page += ["--host", host, "--port", str(port), "--workers", str(processes), "--lifespan", "off"]
    page += ["--log-level", "warning", "--no-access-log", "--no-server-header"]
    proxies = env.text("MINGJING_PROXIES")
    page += ["--forwarded-allow-ips", proxies] if proxies else ["--no-proxy-headers"]
    connections.close_all()
    return Supervisor(
        Child("page", page, environment),
        [
            _worker(queue, [*django, "db_worker"], environment)
            for queue in settings.TASKS["default"]["QUEUES"]
        ],
        Child("daily work", [*django, "daily"], environment),
    ).run()


def _worker(queue: str, command: list[str], environment: dict[str, str]) -> Any:
    """One worker per queue: a screening of hours keeps no short work waiting."""
    from mingjing.config import orphans  # noqa: PLC0415 - needs Django
    from mingjing.config.supervisor import Child  # noqa: PLC0415

    words = [*command, "--queue-name", queue, "--no-startup-delay", "-v", "0"]
    return Child(f"worker of {queue}", words, environment, lambda: orphans.take_up(queue))
