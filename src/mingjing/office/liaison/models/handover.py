"""移送: a case or clues handed to another department, or from one; what went along, and what came back."""

from typing import Any

from django.db import models
from django.db.models import Case as Switch
from django.db.models import F, Q, Value, When

from mingjing.office.accounts.models import Organisation, User
from mingjing.office.cases.models import Case, Step, Track
from mingjing.office.leads.models import Suspicion
from mingjing.office.liaison.models.partner import Department


class State(models.TextChoices):
    """Where it is. Of a suspected crime the case's way of handling says so (see `HandoverQuerySet`)."""

    DRAFT = "draft", "拟移送"
    SUBMITTED = "submitted", "待审批"
    APPROVED = "approved", "待发出"
    SENT = "sent", "待签收"
    RECEIVED = "received", "已签收"
    ACCEPTED = "accepted", "已立案（受理）"
    REFUSED = "refused", "不予立案（受理）"
    RECONSIDERING = "reconsidering", "复议中"
    SUPERVISED = "supervised", "检察监督中"
    RETURNED = "returned", "已退回"
    CONCLUDED = "concluded", "已办结"
    CANCELLED = "cancelled", "已撤销"


_T = Track.State


def _state() -> Switch:
    """Read the state from the track where there is one: nothing is written down twice."""
    return Switch(
        When(Q(track=None) | Q(own_state=State.CANCELLED), then=F("own_state")),
        When(track__state__in=(_T.OPEN, _T.NOT_APPROVED), then=Value(State.DRAFT.value)),
        When(track__state=_T.PROPOSED, then=Value(State.SUBMITTED.value)),
        When(track__state=_T.DROPPED, then=Value(State.CANCELLED.value)),
        When(track__state=_T.SENT, received_on__isnull=False, then=Value(State.RECEIVED.value)),
        default=F("track__state"),
        output_field=models.CharField(),
    )


def stands(*states: str) -> Q:
    """Return the condition that a handover is in one of these states."""
    lookup: dict[str, Any] = {"state__in": states}
    return Q(**lookup)


class HandoverQuerySet(models.QuerySet["Handover"]):
    """Handovers with their state."""

    def stated(self) -> "HandoverQuerySet":
        """Return them with `state`, read from the case's track for a suspected crime."""
        state: dict[str, Any] = {"state": _state()}
        return self.annotate(**state)


class HandoverManager(models.Manager["Handover"]):
    """Every handover that is read knows its state."""

    def get_queryset(self) -> HandoverQuerySet:
        """Return all, stated."""
        return HandoverQuerySet(self.model, using=self._db).stated()


class Handover(models.Model):
    """One handover. `own_state` is empty for a suspected crime of a case: its track is where that stands."""

    class Direction(models.TextChoices):
        """Which way it goes."""

        OUT = "out", "移出"
        IN = "in", "移入"

    class Kind(models.TextChoices):
        """What is handed over."""

        CRIME = "crime", "涉嫌犯罪案件移送"
        CASE = "case", "案件移送"
        CLUE = "clue", "线索移送"
        REVERSE = "reverse", "不起诉、撤销案件后移送行政处理"

    class Channel(models.TextChoices):
        """How it went."""

        SYSTEM = "system", "系统移送"
        PAPER = "paper", "纸质移送"

    number = models.CharField("移送编号", max_length=70, unique=True)
    direction = models.CharField("方向", max_length=4, choices=Direction)
    kind = models.CharField("类型", max_length=8, choices=Kind)
    channel = models.CharField("方式", max_length=8, choices=Channel, default=Channel.SYSTEM)
    bureau = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="医保部门")
    partner = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name="协同部门"
    )
    department = models.CharField("部门", max_length=12, choices=Department)
    overseer = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name="抄送检察机关"
    )
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="handovers")
    track = models.OneToOneField(Track, models.PROTECT, null=True, related_name="handover")
    origin = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="following", verbose_name="原移送"
    )
    title = models.CharField("标题", max_length=300)
    party_name = models.CharField("涉及对象", max_length=255)
    party_code = models.CharField("证照号码", max_length=40, blank=True)
    text = models.TextField("基本情况")
    basis = models.CharField("移送理由和依据", max_length=1000, blank=True)
    own_state = models.CharField("状态", max_length=14, choices=State, blank=True)
    sent_on = models.DateField("移送日期", null=True)
    received_on = models.DateField("签收日期", null=True)
    answered_on = models.DateField("答复日期", null=True)
    concluded_on = models.DateField("办结日期", null=True)
    set_off_amt = models.DecimalField("罚款折抵罚金", max_digits=16, decimal_places=2, null=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)

    objects = HandoverManager()
    state: str

    class Meta:
        base_manager_name = "objects"
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("bureau", "own_state"), name="handover_bureau"),
            models.Index(fields=("partner", "own_state"), name="handover_partner"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(track=None) & ~Q(own_state="")
                | Q(track__isnull=False) & Q(own_state__in=("", State.CANCELLED)),
                name="handover_state_once",
            ),
            models.CheckConstraint(
                condition=Q(channel="paper") | Q(partner__isnull=False), name="handover_has_partner"
            ),
        )
        verbose_name = "移送"

    def __str__(self) -> str:
        return self.number

    def get_state_display(self) -> str:
        """Return the state in words; of a suspected crime that came back, in those of the case."""
        if self.state == State.RETURNED and self.track_id is not None:
            return str(Track.State.RETURNED.label)
        return str(State(self.state).label)


class HandoverClue(models.Model):
    """A suspicion that was handed over by itself, without a case."""

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="clues")
    suspicion = models.ForeignKey(Suspicion, models.PROTECT, related_name="handed_over")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("handover", "suspicion"), name="clue_once_in_handover"),
        )


class HandoverEvent(models.Model):
    """What happened to a handover. Never changed (see migrations). `step` is where the case says the same."""

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="events")
    name = models.CharField("事项", max_length=20)
    text = models.TextField("内容", blank=True)
    data = models.JSONField(default=dict)
    internal = models.BooleanField("只在本单位可见", default=False)
    step = models.OneToOneField(Step, models.PROTECT, null=True, related_name="+")
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    on = models.DateField("日期")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        verbose_name = "移送记录"


class Attachment(models.Model):
    """A file that somebody added: material to hand over, a receipt, an answer, an outcome. Never changed.

    `key` is the material it is (see materials.yaml); files of an event belong to what was done then.
    """

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="attachments")
    event = models.ForeignKey(HandoverEvent, models.PROTECT, null=True, related_name="files")
    key = models.CharField("材料", max_length=20)
    name = models.CharField("文件名", max_length=255)
    file = models.FileField(upload_to="liaison/%Y/%m/")
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField("大小")
    sha256 = models.CharField("摘要", max_length=64)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        verbose_name = "移送附件"


class Package(models.Model):
    """What was handed over, as one archive: made once, never changed. The first is the handover's, later ones add to it."""

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="packages")
    number = models.PositiveSmallIntegerField("次序")
    file = models.FileField(upload_to="liaison/packages/%Y/%m/")
    size = models.PositiveBigIntegerField("大小")
    sha256 = models.CharField("摘要", max_length=64)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("handover", "number"), name="package_number"),)
        verbose_name = "移送材料包"


class PackedFile(models.Model):
    """One file in a package: its place, what it is, its size and hash. Never changed."""

    package = models.ForeignKey(Package, models.PROTECT, related_name="files")
    number = models.PositiveIntegerField("序号")
    key = models.CharField("材料", max_length=20)
    title = models.CharField("名称", max_length=300)
    path = models.CharField("路径", max_length=400)
    size = models.PositiveBigIntegerField("大小")
    sha256 = models.CharField("摘要", max_length=64)

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("package", "number"), name="packed_file_number"),)

    def describe(self) -> dict[str, Any]:
        """Return the row of the manifest."""
        return {
            "number": self.number, "material": self.key, "title": self.title, "path": self.path, "size": self.size,
            "sha256": self.sha256,
        }  # fmt: skip
