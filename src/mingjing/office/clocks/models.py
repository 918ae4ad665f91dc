"""Days that a bureau declares itself, and clocks that run."""

from django.db import models


class Holiday(models.Model):
    """A day that the published calendar does not know, or that a bureau rules otherwise."""

    day = models.DateField("日期", unique=True)
    working = models.BooleanField("是否工作日", default=False)
    note = models.CharField("说明", max_length=100, blank=True)

    class Meta:
        ordering = ("day",)
        verbose_name = "日历调整"


class Clock(models.Model):
    """One deadline of one object: `noun` and `object_id` name it (part 12, suspicion 345, case 6)."""

    class Unit(models.TextChoices):
        """How days are counted."""

        WORKING = "working", "工作日"
        CALENDAR = "calendar", "自然日"

    noun = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    kind = models.CharField("时限", max_length=40)
    started_on = models.DateField("起算")
    days = models.PositiveSmallIntegerField("天数")
    unit = models.CharField("单位", max_length=10, choices=Unit, default=Unit.WORKING)
    due_on = models.DateField("到期", db_index=True)
    stopped_on = models.DateField("办结", null=True, blank=True, db_index=True)
    reminded_on = models.DateField("最近提醒", null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("noun", "object_id", "kind"), name="one_clock_per_kind"),
        )


class Pause(models.Model):
    """A stretch that does not count, with its reason; open while `until` is empty."""

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="pauses")
    since = models.DateField("自")
    until = models.DateField("至", null=True, blank=True)
    reason = models.CharField("事由", max_length=200)
