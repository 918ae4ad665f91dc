"""The case: one party, one or several acts, one file."""

from django.db import models

from mingjing.office.accounts.models import Organisation, User
from mingjing.office.institutions.models import Institution
from mingjing.office.leads.models import Person


class Counter(models.Model):
    """The last number given in a year by a body; locked while the next is taken."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=20)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("organisation", "year", "name"), name="one_case_counter"),
        )


class Stage(models.TextChoices):
    """Where the procedure is. The transitions are in `workflow.py`."""

    CLUE = "clue", "线索核查"
    FILING = "filing", "立案审批"
    DECLINED = "declined", "不予立案"
    INVESTIGATING = "investigating", "调查取证"
    SUSPENDED = "suspended", "中止调查"
    TERMINATED = "terminated", "终止调查"
    REPORTED = "reported", "调查终结"
    LEGAL_REVIEW = "legal_review", "法制审核"
    REVIEWED = "reviewed", "审核通过"
    NOTIFIED = "notified", "已告知"
    HEARING = "hearing", "听证"
    HEARD = "heard", "已复核申辩"
    DISCUSSED = "discussed", "已集体讨论"
    DECIDED = "decided", "已决定"
    SERVED = "served", "已送达"
    EXECUTING = "executing", "执行中"
    EXECUTED = "executed", "待结案"
    CLOSED = "closed", "已结案"
    ARCHIVED = "archived", "已归档"


class Case(models.Model):
    """One case of one bureau. `admdvs` decides which local standards hold; amounts in yuan."""

    class Source(models.TextChoices):
        """Where it came from."""

        LEAD = "lead", "线索核查"
        INSPECTION = "inspection", "监督检查"
        TIP = "tip", "举报投诉"
        TRANSFER = "transfer", "部门移送"
        ASSIGNED = "assigned", "上级交办"
        MEDIA = "media", "媒体曝光"
        SELF_REPORT = "self_report", "自查自报"

    class Subject(models.TextChoices):
        """Who the party is."""

        INSTITUTION = "institution", "定点医药机构"
        AGENCY = "agency", "经办机构"
        PERSON = "person", "参保人员"
        STAFF = "staff", "医药机构工作人员"
        OTHER = "other", "其他单位和个人"

    class Party(models.TextChoices):
        """What thresholds are measured by."""

        PERSON = "person", "公民"
        TRADER = "trader", "个体工商户"
        ORGANISATION = "organisation", "法人和其他组织"

    class Outcome(models.TextChoices):
        """The five outcomes of 程序规定 43; empty before the decision."""

        NONE = "", "未决定"
        PENALTY = "penalty", "给予行政处罚"
        NO_PENALTY = "no_penalty", "不予行政处罚"
        NOT_ESTABLISHED = "not_established", "违法事实不能成立"
        OTHER_AGENCY = "other_agency", "移送其他行政机关"
        JUDICIAL = "judicial", "移送司法机关"

    number = models.CharField("案件编号", max_length=70, unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="办案单位")
    admdvs = models.CharField("医保区划", max_length=6, blank=True)
    title = models.CharField("案件名称", max_length=300)
    source = models.CharField("案件来源", max_length=16, choices=Source)
    source_text = models.CharField("来源说明", max_length=500, blank=True)
    subject = models.CharField("当事人类别", max_length=16, choices=Subject)
    party = models.CharField("当事人性质", max_length=16, choices=Party)
    party_name = models.CharField("当事人", max_length=255)
    party_code = models.CharField("证照号码", max_length=40, blank=True)
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="cases")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="cases")
    staff_code = models.CharField("执业人员编码", max_length=40, blank=True)
    stage = models.CharField("环节", max_length=16, choices=Stage, default=Stage.CLUE, db_index=True)
    outcome = models.CharField("处理决定", max_length=16, choices=Outcome, blank=True, default=Outcome.NONE)
    grave = models.BooleanField("情节复杂或者重大", default=False)
    found_on = models.DateField("发现日期")
    harm = models.BooleanField("涉及生命健康、金融安全且有危害后果", default=False)
    suspected_amt = models.DecimalField("涉案金额", max_digits=16, decimal_places=2, default=0)
    loss_amt = models.DecimalField("基金损失", max_digits=16, decimal_places=2, default=0)
    refund_amt = models.DecimalField("责令退回", max_digits=16, decimal_places=2, default=0)
    fine_amt = models.DecimalField("罚款", max_digits=16, decimal_places=2, default=0)
    confiscated_amt = models.DecimalField("没收违法所得", max_digits=16, decimal_places=2, default=0)
    filed_on = models.DateField("立案日期", null=True)
    notified_on = models.DateField("告知日期", null=True)
    hearing_on = models.DateField("听证日期", null=True)
    hearing_host = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField("决定日期", null=True)
    served_on = models.DateField("送达日期", null=True)
    pay_by = models.DateField("缴款期限", null=True)
    published_on = models.DateField("公开日期", null=True)
    withdrawn_on = models.DateField("撤回公开日期", null=True)
    closed_on = models.DateField("结案日期", null=True)
    archive_no = models.CharField("案卷号", max_length=70, blank=True)
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("organisation", "stage"), name="case_organisation"),)
        constraints = (
            models.UniqueConstraint(
                fields=("archive_no",), condition=~models.Q(archive_no=""), name="one_file_per_case"
            ),
            models.CheckConstraint(
                condition=models.Q(fine_amt__gte=0, refund_amt__gte=0, confiscated_amt__gte=0),
                name="case_amounts_not_negative",
            ),
        )
        verbose_name = "案件"

    def __str__(self) -> str:
        return self.number
