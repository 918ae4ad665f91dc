"""A part of `mingjing doctor`: whether the settings of the site make sense, and its database answers."""

import os
import shutil
from pathlib import Path

from mingjing.config import environment as env
from mingjing.config.startup import start
from mingjing.kernel.errors import MingjingError, Problem, UsageError

# Read elsewhere: by the analysis, the demonstration, the tests.
_OTHERS = {"MINGJING_LOCAL", "MINGJING_NO_SERVE", "MINGJING_CACHE", "MINGJING_URL", "MINGJING_TOKEN"}
_LITTLE = 2 * 2**30


def settings() -> str:
    """Return in words what is set; raise MingjingError with everything that is wrong or looks mistyped."""
    problems: list[Problem] = []
    for variable in env.VARIABLES:
        try:
            env.text(variable.name)
        except UsageError as error:
            problems += error.problems
    known = {variable.name for variable in env.VARIABLES} | _OTHERS
    for name in sorted(os.environ):
        if (
            name.startswith("MINGJING_")
            and name not in known
            and not name.startswith(("MINGJING_TEST", "MINGJING_BENCH"))
        ):
            problems.append(Problem("没有这个设置", name, "拼写有误", "见 docs/how-to/site.zh-CN.md"))
    if problems:
        raise MingjingError.from_problems(problems)
    chosen = [variable.name for variable in env.VARIABLES if variable.name in os.environ]
    if env.switched_on("MINGJING_DEBUG"):
        raise UsageError("正式环境不得打开", where="MINGJING_DEBUG", do="去掉这个环境变量")
    if env.several("MINGJING_HOSTS") != ["localhost", "127.0.0.1", "[::1]"] and not env.switched_on(
        "MINGJING_HTTPS"
    ):
        return f"{_said(chosen)}；提示：供其他机器访问而未设 MINGJING_HTTPS=1，密码将明文经过网络"
    return _said(chosen)


def _said(chosen: list[str]) -> str:
    return f"已设 {'、'.join(chosen)}" if chosen else "全部为缺省值"


def database() -> str:
    """Return in words the state of the site's database; a site that has none yet is fine."""
    folder = Path(env.text("MINGJING_DATA")).expanduser()
    if not os.environ.get("DATABASE_URL") and not (folder / "office.sqlite3").exists():
        return f"还没有（{folder}）；mingjing serve 建立"
    start()
    from django.db import DatabaseError, connection  # noqa: PLC0415 - needs Django

    from mingjing.config import upgrade  # noqa: PLC0415
    from mingjing.office.accounts.models import User  # noqa: PLC0415

    try:
        waiting = [] if upgrade.fresh() else upgrade.pending()
        people = 0 if upgrade.fresh() or waiting else User.objects.filter(is_active=True).count()
    except DatabaseError as error:
        raise UsageError("数据库连接不上", where="DATABASE_URL", why=str(error).strip()) from error
    if shutil.disk_usage(folder).free < _LITTLE:
        raise UsageError("数据文件夹所在磁盘快满了", where=str(folder), do="腾出空间，至少 2 GB")
    state = f"待升级 {len(waiting)} 项，mingjing serve 备份后升级" if waiting else f"启用的账号 {people} 个"
    return f"{connection.vendor}，{state}"
