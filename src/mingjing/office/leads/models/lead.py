"""The document 单据 that is checked: an encounter, or an institution where no encounter can be named."""

from django.db import models

from mingjing.office.accounts.models import Organisation, User
from mingjing.office.institutions.models import Institution
from mingjing.office.leads.models.task import Part
from mingjing.office.screenings.models import Screening


class Person(models.Model):
    """An insured person whom a lead concerns. Shown masked; revealing is logged with its purpose."""

    psn_no = models.CharField("人员编号", max_length=40, unique=True)
    psn_name = models.CharField("姓名", max_length=60, blank=True)
    certno = models.CharField("证件号码", max_length=40, blank=True)
    gend = models.CharField("性别", max_length=2, blank=True)
    brdy = models.DateField("出生日期", null=True, blank=True)
    tel = models.CharField("电话", max_length=30, blank=True)
    insu_admdvs = models.CharField("参保地", max_length=6, blank=True)


class Lead(models.Model):
    """One document with its suspicions. Amounts are sums over them, kept by `services.totals`.

    Amounts in yuan: checkout 检出 → chk 初审 → cnfm 确认 → det 扣款 → rvis 补差; `counted_amt` counts each line
    once. `held_by` is the lowest bureau that has received it: a bureau sees what it or a bureau below it holds.
    `signed` says up to which level the result is signed off: 0 none, 1 county, 2 city, 3 province.
    `rank_value` orders leads: `expected_amt` over `hours`, which are 1 as long as the learnt order is not in force.
    `drawn` leads came into their task by a random draw, with probability `sel_prob`; the checker is not told.
    """

    class Kind(models.TextChoices):
        """What the document is."""

        ENCOUNTER = "encounter", "就诊"
        INSTITUTION = "institution", "机构"

    class State(models.TextChoices):
        """Where the document is."""

        PUBLISHED = "published", "待下发"
        DISPATCHED = "dispatched", "待签收"
        CHECKING = "checking", "核查中"
        REPORTED = "reported", "已上报"
        CLOSED = "closed", "已办结"

    number = models.CharField("线索编号", max_length=30, unique=True)
    doc_id = models.CharField("单据", max_length=100, db_index=True)
    kind = models.CharField("单据类型", max_length=12, choices=Kind)
    screening = models.ForeignKey(Screening, models.PROTECT, related_name="leads")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="leads")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="leads")
    bureau = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="主管医保部门")
    held_by = models.ForeignKey(Organisation, models.PROTECT, related_name="held", verbose_name="现承办单位")
    part = models.ForeignKey(Part, models.PROTECT, null=True, related_name="leads")
    officer = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="经办人")
    third_party = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    state = models.CharField("状态", max_length=12, choices=State, default=State.PUBLISHED)
    at_institution = models.BooleanField("已发机构", default=False)
    signed = models.PositiveSmallIntegerField("审签层级", default=0)

    mdtrt_id = models.CharField("就诊编号", max_length=40, blank=True, db_index=True)
    setl_id = models.CharField("结算编号", max_length=40, blank=True)
    med_type = models.CharField("医疗类别", max_length=8, blank=True)
    insutype = models.CharField("险种", max_length=8, blank=True)
    began_on = models.DateField("入院（就诊）日期", null=True)
    ended_on = models.DateField("出院日期", null=True)
    settled_on = models.DateField("结算日期", null=True)
    diag_code = models.CharField("主要诊断编码", max_length=40, blank=True)
    diag_name = models.CharField("主要诊断", max_length=200, blank=True)
    dept = models.CharField("科室", max_length=100, blank=True)
    dr_code = models.CharField("医师", max_length=40, blank=True)
    medfee_sumamt = models.DecimalField("医疗费总额", max_digits=16, decimal_places=2, null=True)
    fund_pay_sumamt = models.DecimalField("基金支付总额", max_digits=16, decimal_places=2, null=True)

    sev_deg = models.PositiveSmallIntegerField("严重程度", default=3)
    behaviour = models.CharField("主要行为", max_length=40)
    suspicion_count = models.PositiveIntegerField("疑点数", default=0)
    open_count = models.PositiveIntegerField("未办结疑点数", default=0)
    checkout_amt = models.DecimalField("检出金额", max_digits=16, decimal_places=2, default=0)
    counted_amt = models.DecimalField("去重金额", max_digits=16, decimal_places=2, default=0)
    chk_amt = models.DecimalField("初审金额", max_digits=16, decimal_places=2, default=0)
    cnfm_amt = models.DecimalField("确认金额", max_digits=16, decimal_places=2, default=0)
    det_amt = models.DecimalField("扣款金额", max_digits=16, decimal_places=2, default=0)
    rvis_amt = models.DecimalField("补差金额", max_digits=16, decimal_places=2, default=0)
    expected_amt = models.DecimalField("预期可追回", max_digits=16, decimal_places=2, default=0)
    hours = models.DecimalField("预计工时", max_digits=8, decimal_places=2, default=1)
    rank_value = models.DecimalField("排序值", max_digits=16, decimal_places=2, default=0)
    drawn = models.BooleanField("随机抽查", default=False)
    sel_prob = models.FloatField("抽取概率", null=True)
    occurred_on = models.DateField("行为日期", null=True)
    due_on = models.DateField("办理期限", null=True)
    appl_ddln = models.DateField("申诉期限", null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-rank_value", "id")
        indexes = (
            models.Index(fields=("held_by", "state", "-expected_amt"), name="lead_held"),
            models.Index(fields=("institution", "state"), name="lead_institution"),
            models.Index(fields=("behaviour", "sev_deg"), name="lead_behaviour"),
            models.Index(fields=("part", "state"), name="lead_part"),
            models.Index(fields=("-expected_amt", "id"), name="lead_expected"),
            models.Index(fields=("due_on",), name="lead_due"),
            models.Index(fields=("held_by", "state", "-rank_value"), name="lead_held_rank"),
            models.Index(fields=("-rank_value", "id"), name="lead_rank"),
            # What waits for a bureau, the most pressing first, and the sums of a part, from the index alone.
            models.Index(fields=("held_by", "state", "due_on", "-expected_amt", "id"), name="lead_pressing"),
            models.Index(
                fields=("part", "suspicion_count", "open_count", "checkout_amt", "cnfm_amt"), name="lead_sums"
            ),
        )
        verbose_name = "线索"

    def __str__(self) -> str:
        return self.number
