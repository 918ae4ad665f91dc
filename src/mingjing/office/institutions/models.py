"""The register of designated institutions."""

from django.db import models

from mingjing.office.accounts.models import Organisation


class Institution(models.Model):
    """A designated hospital or pharmacy, as the newest delivery describes it."""

    class Kind(models.TextChoices):
        """fixmedins_type."""

        HOSPITAL = "1", "定点医疗机构"
        PHARMACY = "2", "定点零售药店"

    class LevelGroup(models.TextChoices):
        """Levels as the official table groups them."""

        THIRD = "3", "三级"
        SECOND = "2", "二级"
        FIRST = "1", "一级及以下"
        NONE = "", "—"

    class Ownership(models.TextChoices):
        """medins_natu."""

        PUBLIC = "1", "公立"
        PRIVATE = "2", "民营"
        UNKNOWN = "", "未知"

    class Chain(models.TextChoices):
        """phac_chan_type."""

        SINGLE = "1", "单体"
        CHAIN = "2", "连锁"
        NONE = "", "—"

    code = models.CharField("机构编码", max_length=40, unique=True)
    name = models.CharField("机构名称", max_length=255)
    kind = models.CharField("类型", max_length=2, choices=Kind)
    hosp_lv = models.CharField("医院等级", max_length=4, blank=True)
    level_group = models.CharField("级别", max_length=2, choices=LevelGroup, blank=True, db_index=True)
    ownership = models.CharField("所有制", max_length=2, choices=Ownership, blank=True, db_index=True)
    chain = models.CharField("连锁", max_length=2, choices=Chain, blank=True)
    admdvs = models.CharField("医保区划", max_length=6, db_index=True)
    bureau = models.ForeignKey(
        Organisation, models.PROTECT, related_name="institutions", verbose_name="主管医保部门"
    )
    account = models.OneToOneField(
        Organisation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="institution",
        verbose_name="登录单位",
    )
    uscc = models.CharField("统一社会信用代码", max_length=30, blank=True)
    legrep_name = models.CharField("法定代表人", max_length=60, blank=True)
    addr = models.CharField("地址", max_length=255, blank=True)
    beds = models.IntegerField("编制床位", null=True, blank=True)
    open_flag = models.CharField("联网状态", max_length=2, blank=True)
    cred_lv = models.CharField("信用等级", max_length=8, blank=True)
    begntime = models.DateTimeField("定点起始", null=True, blank=True)
    loaded_at = models.DateTimeField("档案更新时间", auto_now=True)
    source = models.CharField("来源批次", max_length=120, blank=True)
    absent_since = models.DateField("最近交付中没有", null=True, blank=True)

    class Meta:
        ordering = ("code",)
        verbose_name = "定点医药机构"

    def __str__(self) -> str:
        return self.name


class Agreement(models.Model):
    """A stretch of the service agreement."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="agreements")
    begndate = models.DateField("起始")
    enddate = models.DateField("截止", null=True, blank=True)
    stas = models.CharField("状态", max_length=2, blank=True)

    class Meta:
        ordering = ("-begndate",)


class Staff(models.Model):
    """A registered physician, nurse, pharmacist or technician at one institution."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="staff")
    code = models.CharField("执业人员编码", max_length=40, db_index=True)
    name = models.CharField("姓名", max_length=60, blank=True)
    kind = models.CharField("类别", max_length=2)
    scope = models.CharField("执业范围", max_length=100, blank=True)
    stas = models.CharField("状态", max_length=2, blank=True)
    begndate = models.DateField(null=True, blank=True)
    enddate = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("kind", "code")


class Measure(models.Model):
    """One indicator of one institution in one screening, beside its peers: the water level."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="measures")
    screening_number = models.CharField(max_length=30, db_index=True)
    code = models.CharField("指标", max_length=60)
    title = models.CharField("指标名称", max_length=100)
    period = models.CharField("期间", max_length=20)
    value = models.DecimalField("本机构", max_digits=20, decimal_places=4, null=True)
    peer_group = models.CharField("同组", max_length=100, blank=True)
    peers = models.IntegerField("同组机构数", null=True)
    median = models.DecimalField("同组中位", max_digits=20, decimal_places=4, null=True)
    p90 = models.DecimalField("同组九成位", max_digits=20, decimal_places=4, null=True)
    percentile = models.DecimalField("百分位", max_digits=6, decimal_places=2, null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("institution", "screening_number", "code", "period"), name="one_measure_per_period"
            ),
        )
