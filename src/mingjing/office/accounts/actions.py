"""What the actions of the audit log are called."""

ACTIONS = {
    "sign_in": "登录",
    "sign_in.failed": "登录失败",
    "sign_in.refused": "登录被拒（停用或锁定）",
    "sign_out": "退出",
    "account.created": "新建账号",
    "account.changed": "修改账号",
    "account.enabled": "启用账号",
    "account.disabled": "停用账号",
    "account.locked": "账号锁定",
    "account.unlocked": "账号解锁",
    "account.rescued": "在服务器上重置账号",
    "password.changed": "更换密码",
    "password.reset": "重置密码",
    "password.wrong": "现用密码错误",
    "second_factor.enrolled": "绑定动态口令",
    "second_factor.failed": "动态口令错误",
    "second_factor.recovery_used": "使用备用码",
    "second_factor.codes_renewed": "重新生成备用码",
    "second_factor.removed": "解除动态口令",
    "second_factor.reset": "重置动态口令",
    "session.ended": "结束登录会话",
    "token.issued": "签发令牌",
    "token.revoked": "作废令牌",
    "token.revoked_all": "作废全部令牌",
    "organisation.created": "新建单位",
    "organisation.changed": "修改单位",
    "organisation.enabled": "启用单位",
    "organisation.disabled": "停用单位",
    "organisation.deleted": "删除单位",
    "audit.exported": "导出审计日志",
    "backup": "备份",
    "restore": "恢复",
}


def label(action: str) -> str:
    """Return the Chinese name of an action, or its code where it has none."""
    return ACTIONS.get(action, action)
