"""Runs started from the page, and how rules stand."""

from django.db import models

from mingjing.office.accounts.models import Organisation, User


class Lake(models.Model):
    """A lake on this machine that runs may read; `path` lies in the site's folder of lakes or was named by an administrator."""

    name = models.CharField("数据名称", max_length=100, unique=True)
    path = models.CharField("位置", max_length=500)
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name="归属单位")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Work(models.Model):
    """A long job in a child process: how far it is, whether it still lives, what went wrong.

    `progress` is {"stage", "done", "total", "stages"}; `failure` a list of {"what", "where", "why", "do"}. The job
    touches `heartbeat_at` every few seconds: work that runs and is silent was interrupted.
    """

    progress = models.JSONField("进度", default=dict, blank=True)
    failure = models.JSONField("失败原因", default=list, blank=True)
    pid = models.PositiveIntegerField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class Screening(Work):
    """One run: what it was asked, how far it is, what it found."""

    class State(models.TextChoices):
        """Life of a run."""

        QUEUED = "queued", "排队中"
        RUNNING = "running", "运行中"
        CANCELLING = "cancelling", "正在取消"
        CANCELLED = "cancelled", "已取消"
        INTERRUPTED = "interrupted", "已中断"
        FAILED = "failed", "失败"
        DONE = "done", "已完成"
        PUBLISHING = "publishing", "正在发布线索"
        PUBLISHED = "published", "已发布线索"

    class Mode(models.TextChoices):
        """Whether what is found may become leads."""

        LIVE = "live", "正式"
        SHADOW = "shadow", "试运行"

    number = models.CharField("编号", max_length=30, unique=True)
    title = models.CharField("名称", max_length=120)
    lake = models.ForeignKey(Lake, models.PROTECT, verbose_name="数据")
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name="发起单位")
    since = models.DateField("行为起", null=True, blank=True)
    until = models.DateField("行为止", null=True, blank=True)
    region = models.CharField("区划前缀", max_length=6, blank=True)
    packs = models.JSONField("规则包", default=list)
    rules = models.JSONField("规则", default=list)
    mode = models.CharField("方式", max_length=10, choices=Mode, default=Mode.LIVE)
    state = models.CharField("状态", max_length=12, choices=State, default=State.QUEUED, db_index=True)
    summary = models.JSONField("摘要", null=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="发起人")
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = "筛查"

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class RuleStanding(models.Model):
    """What officers' verdicts say about a rule; under `floor` it goes to shadow with a notice."""

    rule_code = models.CharField("规则", max_length=40, unique=True)
    confirmed = models.PositiveIntegerField("属实", default=0)
    partly = models.PositiveIntegerField("部分属实", default=0)
    rejected = models.PositiveIntegerField("不属实", default=0)
    other = models.PositiveIntegerField("其他", default=0)
    checkout_amt = models.DecimalField("检出金额", max_digits=18, decimal_places=2, default=0)
    cnfm_amt = models.DecimalField("确认金额", max_digits=18, decimal_places=2, default=0)
    floor = models.DecimalField("确认率下限", max_digits=5, decimal_places=4, null=True, blank=True)
    shadowed_at = models.DateTimeField("转入试运行", null=True, blank=True)
    notice = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        ordering = ("rule_code",)


class LocalRule(models.Model):
    """A rule written in the page: the same document as a built-in one, kept with its author and versions."""

    class State(models.TextChoices):
        """Where its text stands."""

        DRAFT = "draft", "草稿"
        SHADOW = "shadow", "试运行"
        ACTIVE = "active", "在用"
        RETIRED = "retired", "停用"

    code = models.CharField("规则代码", max_length=40)
    version = models.PositiveIntegerField("版本", default=1)
    text = models.TextField("规则文本")
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    organisation = models.ForeignKey(Organisation, models.PROTECT)
    author = models.ForeignKey(User, models.PROTECT)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("code", "-version")
        constraints = (models.UniqueConstraint(fields=("code", "version"), name="one_text_per_version"),)

    @property
    def title(self) -> str:
        """What the text calls itself."""
        line = next((one for one in self.text.splitlines() if one.startswith("title:")), "")
        return line.removeprefix("title:").strip()


class Trial(Work):
    """A rule over history: a back-test against another version, or a first look at a local rule's text."""

    class Kind(models.TextChoices):
        """What is tried."""

        BACKTEST = "backtest", "回测"
        SAMPLE = "sample", "试算"

    class State(models.TextChoices):
        """Life of a trial."""

        QUEUED = "queued", "排队中"
        RUNNING = "running", "运行中"
        CANCELLING = "cancelling", "正在取消"
        CANCELLED = "cancelled", "已取消"
        INTERRUPTED = "interrupted", "已中断"
        FAILED = "failed", "失败"
        DONE = "done", "已完成"

    kind = models.CharField("方式", max_length=10, choices=Kind)
    rule_code = models.CharField("规则", max_length=40, db_index=True)
    rule_version = models.PositiveIntegerField("版本")
    text = models.TextField("规则文本", blank=True)
    against = models.CharField("与之比较", max_length=40, blank=True)
    lake = models.ForeignKey(Lake, models.PROTECT, verbose_name="数据")
    organisation = models.ForeignKey(Organisation, models.PROTECT)
    since = models.DateField("行为起", null=True, blank=True)
    until = models.DateField("行为止", null=True, blank=True)
    one_in = models.PositiveIntegerField("抽样：每多少人取一人", default=1)
    state = models.CharField("状态", max_length=12, choices=State, default=State.QUEUED, db_index=True)
    result = models.JSONField("结果", null=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="发起人")

    class Meta:
        ordering = ("-created_at",)
        verbose_name = "规则试算"
