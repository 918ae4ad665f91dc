"""The environment variables of a site: one table, read by the settings, checked by `mingjing doctor`."""

import os
from dataclasses import dataclass

from mingjing.kernel.errors import UsageError


@dataclass(frozen=True, slots=True)
class Variable:
    """One setting of a site; `whole` when its value is a whole number."""

    name: str
    default: str
    doc: str
    whole: bool = False
    choices: tuple[str, ...] = ()


_SWITCH = ("", "0", "1")
VARIABLES = (
    Variable("MINGJING_DATA", "mingjing-data", "数据文件夹：数据库、数据湖、运行结果、证据、本地规则、密钥"),
    Variable(
        "DATABASE_URL", "", "PostgreSQL 地址，如 postgres://用户:口令@主机/库；缺省用数据文件夹中的 SQLite"
    ),
    Variable("MINGJING_SECRET_KEY", "", "站点密钥；缺省在数据文件夹中生成 secret.key"),
    Variable("MINGJING_HOSTS", "localhost,127.0.0.1,[::1]", "允许的主机名，逗号分隔"),
    Variable("MINGJING_ORIGINS", "", "经反向代理访问时的来源，如 https://jg.example.cn，逗号分隔"),
    Variable("MINGJING_PROXIES", "", "可信反向代理的地址，逗号分隔；只有它们转述的来源地址才被采信"),
    Variable("MINGJING_HTTPS", "", "1：只经 HTTPS 访问（安全 Cookie、HSTS）", choices=_SWITCH),
    Variable("MINGJING_REQUIRE_OTP", "", "1：MINGJING_OTP_ROLES 中的角色必须使用动态口令", choices=_SWITCH),
    Variable("MINGJING_OTP_ROLES", "administrator", "必须使用动态口令的角色代码，逗号分隔"),
    Variable("MINGJING_PASSWORD_DAYS", "90", "密码有效天数，0 为不限", whole=True),
    Variable("MINGJING_LOCK_AFTER", "5", "连续失败多少次后锁定账号", whole=True),
    Variable("MINGJING_LOCK_MINUTES", "15", "锁定多少分钟", whole=True),
    Variable("MINGJING_IDLE_MINUTES", "60", "无操作多少分钟后须重新登录", whole=True),
    Variable("MINGJING_MEMORY", "4GB", "一次筛查可用的内存"),
    Variable("MINGJING_THREADS", "0", "一次筛查可用的线程数，0 为处理器数减一", whole=True),
    Variable("MINGJING_WEBHOOK_HOSTS", "", "接口回调可以访问的主机，逗号分隔；空为不限"),
    Variable(
        "MINGJING_LOG", "WARNING", "日志级别", choices=("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
    ),
    Variable("MINGJING_DEBUG", "", "1：开发调试；正式环境不得使用", choices=_SWITCH),
)
_BY_NAME = {variable.name: variable for variable in VARIABLES}


def text(name: str) -> str:
    """Return the value of a variable; raise UsageError when it is none of its choices or no whole number."""
    variable = _BY_NAME[name]
    value = os.environ.get(name, variable.default)
    if variable.whole and not value.isdecimal():
        raise UsageError(f"须为整数，而不是“{value}”", where=name, do=f"缺省为 {variable.default}")
    if variable.choices and value not in variable.choices:
        raise UsageError(
            f"不能是“{value}”", where=name, do=f"可选：{'、'.join(filter(None, variable.choices))}"
        )
    return value


def whole(name: str) -> int:
    """Return the value of a variable that is a whole number."""
    return int(text(name))


def switched_on(name: str) -> bool:
    """Return whether a switch is 1."""
    return text(name) == "1"


def several(name: str) -> list[str]:
    """Return the values of a variable with commas."""
    return [one.strip() for one in text(name).split(",") if one.strip()]
