"""Suspicions 疑点 and their lines 明细."""

from django.db import models

from mingjing.office.accounts.models import User
from mingjing.office.leads.models.lead import Lead


class Verdict(models.TextChoices):
    """What a check found."""

    NONE = "", "未核查"
    TRUE = "true", "属实"
    PARTLY = "partly", "部分属实"
    FALSE = "false", "不属实"
    DATA_ERROR = "data_error", "数据错误"
    POLICY = "policy", "政策理解差异"
    OUT_OF_SCOPE = "out_of_scope", "超出范围"
    UNVERIFIABLE = "unverifiable", "无法核实"


def detected(path: str = "") -> models.Sum:
    """The yuan that suspicions at the end of `path` detected: an estimate stands beside them and enters no total."""
    basis = {f"{path}amount_basis": Suspicion.ESTIMATE}
    return models.Sum(f"{path}checkout_amt", filter=~models.Q(**basis))


class Suspicion(models.Model):
    """One finding of one rule on one document. The transitions of `state` are in `workflow.py`.

    `traits` are what was known of the finding when it was published, for the order of leads to learn from.
    """

    class State(models.TextChoices):
        """Where the check is."""

        PENDING = "pending", "待核查"
        ASKED = "asked", "待机构答复"
        ANSWERED = "answered", "机构已答复"
        CONSULTING = "consulting", "第三方复审中"
        ADVISED = "advised", "第三方已复审"
        CHECKED = "checked", "已初审"
        REVIEWED = "reviewed", "已复审"
        PANEL = "panel", "合议中"
        FINAL = "final", "已终审"

    class Answer(models.TextChoices):
        """What the institution said; silence past the deadline counts as acceptance."""

        NONE = "", "未答复"
        ACCEPTED = "accepted", "认可"
        APPEALED = "appealed", "申诉"
        SILENT = "silent", "逾期未答复视同认可"

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="suspicions")
    finding_id = models.CharField(max_length=64, unique=True)
    group = models.CharField("筛查线索", max_length=64, blank=True, db_index=True)
    rule_code = models.CharField("规则", max_length=40, db_index=True)
    rule_version = models.CharField("规则版本", max_length=20)
    rule_title = models.CharField("规则名称", max_length=200)
    national_code = models.CharField("国家规则编码", max_length=20, blank=True)
    behaviour = models.CharField("行为", max_length=40, db_index=True)
    sev_deg = models.PositiveSmallIntegerField("严重程度")
    subject_type = models.CharField("主体", max_length=20)
    message = models.TextField("疑点说明")
    evidence = models.JSONField("判定依据", default=dict)
    clause = models.TextField("条款", blank=True)
    verify = models.TextField("核查要点", blank=True)
    defence = models.TextField("可能的解释", blank=True)
    occurred_on = models.DateField("行为日期", null=True)
    amount_basis = models.CharField("金额口径", max_length=10)
    related_ids = models.JSONField("关联", default=list)
    psn_no = models.CharField("人员编号", max_length=40, blank=True)
    staff_code = models.CharField("人员", max_length=40, blank=True)
    group_id = models.CharField("团伙", max_length=64, blank=True)
    score = models.FloatField("得分", null=True)

    checkout_cnt = models.DecimalField("检出数量", max_digits=16, decimal_places=4, null=True)
    checkout_amt = models.DecimalField("检出金额", max_digits=16, decimal_places=2, default=0)
    counted_amt = models.DecimalField("去重金额", max_digits=16, decimal_places=2, default=0)
    fund_amt = models.DecimalField("其中基金", max_digits=16, decimal_places=2, null=True)
    expected_amt = models.DecimalField("预期可追回", max_digits=16, decimal_places=2, default=0)
    prior = models.DecimalField("先验查实率", max_digits=5, decimal_places=4, default="0.2000")
    chk_amt = models.DecimalField("初审金额", max_digits=16, decimal_places=2, null=True)
    cnfm_amt = models.DecimalField("确认金额", max_digits=16, decimal_places=2, null=True)
    det_amt = models.DecimalField("扣款金额", max_digits=16, decimal_places=2, null=True)
    det_on = models.DateField("扣款日期", null=True)
    det_reason = models.CharField("扣款原因", max_length=500, blank=True)
    rvis_amt = models.DecimalField("补差金额", max_digits=16, decimal_places=2, null=True)

    state = models.CharField("状态", max_length=12, choices=State, default=State.PENDING, db_index=True)
    verdict = models.CharField("核查结论", max_length=16, choices=Verdict, blank=True, default=Verdict.NONE)
    reason_code = models.CharField("原因", max_length=40, blank=True)
    answer = models.CharField("机构答复", max_length=10, choices=Answer, blank=True, default=Answer.NONE)
    appl_amt = models.DecimalField("申诉金额", max_digits=16, decimal_places=2, null=True)
    appl_rea = models.CharField("申诉理由", max_length=1000, blank=True)
    appl_ddln = models.DateField("申诉期限", null=True)
    checker = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="初审人")
    reviewer = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="复审人")
    finaliser = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="终审人")
    consulted = models.BooleanField("已交第三方", default=False)
    rechecked = models.BooleanField("抽中复核", default=False)
    traits = models.JSONField("排序特征", default=dict)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)

    NO_AMOUNT, ESTIMATE = "none", "estimate"
    """The basis of a finding that names no amount, and of one whose amount is no sum of lines."""

    class Meta:
        ordering = ("lead", "sev_deg", "id")
        indexes = (
            models.Index(fields=("lead", "state"), name="suspicion_lead"),
            models.Index(fields=("rule_code", "state"), name="suspicion_rule"),
            models.Index(fields=("state", "appl_ddln"), name="suspicion_deadline"),
            models.Index(fields=("state", "-cnfm_amt"), name="suspicion_confirmed"),
        )
        verbose_name = "疑点"

    def __str__(self) -> str:
        return f"{self.rule_code} {self.rule_title}"


class Line(models.Model):
    """One fee line of a suspicion, with what is accepted of it as a violation; `chk_amt` is what the first check said."""

    suspicion = models.ForeignKey(Suspicion, models.CASCADE, related_name="lines")
    bkkp_sn = models.CharField("明细流水号", max_length=60, db_index=True)
    mdtrt_id = models.CharField("就诊编号", max_length=40, blank=True)
    fee_on = models.DateField("费用日期", null=True)
    med_list_codg = models.CharField("医保目录编码", max_length=60)
    name = models.CharField("项目名称", max_length=255)
    cnt = models.DecimalField("数量", max_digits=16, decimal_places=4)
    pric = models.DecimalField("单价", max_digits=16, decimal_places=6)
    sumamt = models.DecimalField("金额", max_digits=16, decimal_places=2)
    hit_amt = models.DecimalField("检出金额", max_digits=16, decimal_places=2)
    hit_fund = models.DecimalField("其中基金", max_digits=16, decimal_places=2, null=True)
    verdict = models.CharField("结论", max_length=16, choices=Verdict, blank=True, default=Verdict.NONE)
    reason_code = models.CharField("原因", max_length=40, blank=True)
    accepted_cnt = models.DecimalField("认定数量", max_digits=16, decimal_places=4, null=True)
    accepted_amt = models.DecimalField("认定金额", max_digits=16, decimal_places=2, null=True)
    chk_amt = models.DecimalField("初审认定金额", max_digits=16, decimal_places=2, null=True)
    note = models.CharField("说明", max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("fee_on", "id")
        verbose_name = "疑点明细"
