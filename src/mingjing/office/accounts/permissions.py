"""The permission table: who may do what. The only place that says so; scope (on which objects) is each noun's policy."""

from functools import cache

from django.db import models

from mingjing.office.accounts.models import Organisation, Role

_A, _N, _O, _R, _L = Role.ADMINISTRATOR, Role.ANALYST, Role.OFFICER, Role.REVIEWER, Role.LEADER
_C, _T, _P, _U = Role.CLERK, Role.THIRD_PARTY, Role.PARTNER, Role.AUDITOR
_BUREAU = (_N, _O, _R, _L)


class Permission(models.TextChoices):
    """What can be allowed, in words an administrator understands."""

    HOME = "home", "查看本人工作台"
    OWN_ACCOUNT = "account.own", "管理本人密码、动态口令、令牌"
    ACCOUNTS = "account.manage", "管理单位和账号"
    AUDIT_READ = "audit.read", "查看、导出审计日志"
    CALENDAR = "calendar.manage", "维护工作日历"
    INSTITUTIONS_READ = "institution.read", "查看机构档案"
    INSTITUTIONS_LOAD = "institution.load", "从数据湖更新机构档案"
    PERSONS_READ = "person.read", "查看参保人档案（脱敏）"
    PERSONS_REVEAL = "person.reveal", "说明用途后查看姓名、证件号"
    RULES_READ = "rule.read", "查看规则和知识"
    RULES_LOGIC = "rule.logic", "查看规则的查询语句"
    RULES_WRITE = "rule.write", "编写、试运行本地规则"
    SCREENINGS_READ = "screening.read", "查看筛查"
    SCREENINGS_RUN = "screening.run", "发起、取消筛查，发布线索"
    LAKES = "lake.manage", "登记数据湖"
    LEADS_READ = "lead.read", "查看线索"
    LEADS_DISPATCH = "lead.dispatch", "下发、退回、转派、拆分、合并、催办、督办"
    LEADS_SIGN_FOR = "lead.sign", "签收任务、上报办结"
    LEADS_CHECK = "lead.check", "初审：逐条核查"
    LEADS_REVIEW = "lead.review", "复审、终审、抽查"
    LEADS_PANEL = "lead.panel", "合议"
    LEADS_SIGN_OFF = "lead.sign_off", "审签下级上报结果"
    LEADS_ANSWER = "lead.answer", "机构认可、申诉"
    LEADS_ADVISE = "lead.advise", "第三方复审意见"
    LEADS_DEDUCT = "lead.deduct", "登记扣款、补差"
    TICKETS = "ticket.work", "处理数据映射、知识疑问"
    DASHBOARD = "dashboard.read", "查看看板"
    WEBHOOKS = "webhook.manage", "管理接口回调"
    CASES_READ = "case.read", "查看案件"
    CASES_FILE = "case.file", "登记案件、报批立案"
    CASES_INVESTIGATE = "case.investigate", "办理案件：调查取证、告知、送达、执行"
    CASES_LEGAL_REVIEW = "case.legal_review", "法制审核、主持听证"
    CASES_APPROVE = "case.approve", "批准立案、告知、延期，作出处理决定，决定移送"
    CASES_PANEL = "case.panel", "登记集体讨论"
    CASES_CLOSE = "case.close", "批准结案"
    CASES_STANDARDS = "case.standards", "登记本省裁量基准、程序参数"
    DOCUMENTS_DRAFT = "document.draft", "拟制案件文书"
    DOCUMENTS_ISSUE = "document.issue", "签发案件文书"
    DOCUMENTS_EXPORT = "document.export", "导出案卷"
    DOCUMENTS_SETTINGS = "document.settings", "维护文书模板、文书落款信息"
    LEDGER_READ = "ledger.read", "查看资金台账"
    LEDGER_POST = "ledger.post", "登记资金往来，导入银行流水，确认到账"
    LEDGER_REVERSE = "ledger.reverse", "冲正凭证（记账人以外的人员）"
    LEDGER_LOCK = "ledger.lock", "月度结账、反结账"
    LIAISON_READ = "liaison.read", "查看移送（协同部门：送达本部门的移送）"
    LIAISON_HANDLE = "liaison.handle", "办理移送、函件：拟制、发出、签收、登记答复"
    LIAISON_APPROVE = "liaison.approve", "审批线索移送、函件，登记协同部门"
    PARTNER_READ = "partner.read", "协同部门：查看送达本部门的移送和函件"
    PARTNER_ANSWER = "partner.answer", "协同部门：签收、答复、反馈结果，移送案件和线索"
    STAFF_READ = "staff.read", "查看人员记分台账"
    STAFF_SCORE = "staff.score", "登记人员、提出记分、核查异议、登记限制措施"
    STAFF_APPROVE = "staff.approve", "审核记分、限制措施（提出人以外的人员）"
    STAFF_DECIDE = "staff.decide", "决定暂停、终止和解除医保支付资格，答复异议，决定不予记分"
    STAFF_CONFIRM = "staff.confirm", "机构签收人员通知，代人员提出异议"
    STAFF_STANDARDS = "staff.standards", "登记本省记分标准"
    LETTERS_READ = "letter.read", "查看函件、挂牌督办、联合办案、联席会议"
    REPORTS_READ = "report.read", "查看统计报表"
    REPORTS_PREPARE = "report.prepare", "编制报表、更正表，登记检查、自查、奖励、曝光等情况"
    REPORTS_SIGN = "report.sign", "审签锁定本单位报表，审签、退回下级报表"


ROLES: dict[Permission, frozenset[Role]] = {
    Permission.HOME: frozenset(Role),
    Permission.OWN_ACCOUNT: frozenset(Role),
    Permission.ACCOUNTS: frozenset({_A}),
    Permission.AUDIT_READ: frozenset({_A, _U}),
    Permission.CALENDAR: frozenset({_A}),
    Permission.INSTITUTIONS_READ: frozenset({*_BUREAU, _A, _C, _U}),
    Permission.INSTITUTIONS_LOAD: frozenset({_A, _N}),
    Permission.PERSONS_READ: frozenset({*_BUREAU, _U}),
    Permission.PERSONS_REVEAL: frozenset({_O, _R}),
    Permission.RULES_READ: frozenset({*_BUREAU, _A, _C, _T, _U}),
    Permission.RULES_LOGIC: frozenset({*_BUREAU, _A, _U}),
    Permission.RULES_WRITE: frozenset({_N}),
    Permission.SCREENINGS_READ: frozenset({*_BUREAU, _U}),
    Permission.SCREENINGS_RUN: frozenset({_N}),
    Permission.LAKES: frozenset({_A}),
    Permission.LEADS_READ: frozenset({*_BUREAU, _C, _T, _U}),
    Permission.LEADS_DISPATCH: frozenset({_N, _O, _L}),
    Permission.LEADS_SIGN_FOR: frozenset({_O, _L}),
    Permission.LEADS_CHECK: frozenset({_O}),
    Permission.LEADS_REVIEW: frozenset({_R}),
    Permission.LEADS_PANEL: frozenset({_R, _L}),
    Permission.LEADS_SIGN_OFF: frozenset({_R, _L}),
    Permission.LEADS_ANSWER: frozenset({_C}),
    Permission.LEADS_ADVISE: frozenset({_T}),
    Permission.LEADS_DEDUCT: frozenset({_O}),
    Permission.TICKETS: frozenset({_N}),
    Permission.DASHBOARD: frozenset({*_BUREAU, _U}),
    Permission.WEBHOOKS: frozenset({_A}),
    Permission.CASES_READ: frozenset({*_BUREAU, _U}),
    Permission.CASES_FILE: frozenset({_O}),
    Permission.CASES_INVESTIGATE: frozenset({_O}),
    Permission.CASES_LEGAL_REVIEW: frozenset({_R}),
    Permission.CASES_APPROVE: frozenset({_L}),
    Permission.CASES_PANEL: frozenset({_L}),
    Permission.CASES_CLOSE: frozenset({_L}),
    Permission.CASES_STANDARDS: frozenset({_L}),
    Permission.DOCUMENTS_DRAFT: frozenset({_O, _R, _L}),
    Permission.DOCUMENTS_ISSUE: frozenset({_L}),
    Permission.DOCUMENTS_EXPORT: frozenset({_O, _R, _L}),
    Permission.DOCUMENTS_SETTINGS: frozenset({_L}),
    Permission.LEDGER_READ: frozenset({*_BUREAU, _U}),
    Permission.LEDGER_POST: frozenset({_O}),
    Permission.LEDGER_REVERSE: frozenset({_R}),
    Permission.LEDGER_LOCK: frozenset({_L}),
    Permission.LIAISON_READ: frozenset({*_BUREAU, _U, _P}),
    Permission.LIAISON_HANDLE: frozenset({_O}),
    Permission.LIAISON_APPROVE: frozenset({_L}),
    Permission.PARTNER_READ: frozenset({_P}),
    Permission.PARTNER_ANSWER: frozenset({_P}),
    Permission.STAFF_READ: frozenset({*_BUREAU, _C, _U}),
    Permission.STAFF_SCORE: frozenset({_O}),
    Permission.STAFF_APPROVE: frozenset({_R}),
    Permission.STAFF_DECIDE: frozenset({_L}),
    Permission.STAFF_CONFIRM: frozenset({_C}),
    Permission.STAFF_STANDARDS: frozenset({_L}),
    Permission.LETTERS_READ: frozenset({*_BUREAU, _U, _P}),
    Permission.REPORTS_READ: frozenset({*_BUREAU, _U}),
    Permission.REPORTS_PREPARE: frozenset({_N, _O}),
    Permission.REPORTS_SIGN: frozenset({_L}),
}


# Which roles a body of each kind can give.
FITS: dict[str, frozenset[Role]] = {
    Organisation.Kind.BUREAU: frozenset({*_BUREAU, _A, _U}),
    Organisation.Kind.INSTITUTION: frozenset({_C}),
    Organisation.Kind.THIRD_PARTY: frozenset({_T}),
    Organisation.Kind.PARTNER: frozenset({_P}),
}
# Who looks after accounts, and who audits it, does nothing else: no one may watch themselves.
ALONE = frozenset({_A, _U})


def allowed(roles: frozenset[str], permission: Permission) -> bool:
    """Return whether somebody with these roles may do it."""
    return permission in held(roles)


@cache
def held(roles: frozenset[str]) -> frozenset[Permission]:
    """Return all that somebody with these roles may do. A page asks dozens of times, people hold few sets of roles."""
    return frozenset(one for one, holders in ROLES.items() if holders & roles)
