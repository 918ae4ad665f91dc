"""Organisations as one tree: bureaus by division, and below them institutions, third parties, partner departments."""

from typing import Any

from django.db import models


class Organisation(models.Model):
    """A body that users belong to. `path` lists the ids from the root down, `/1/4/9/`, and decides scope."""

    class Kind(models.TextChoices):
        """What kind of body it is."""

        BUREAU = "bureau", "医保部门"
        INSTITUTION = "institution", "定点医药机构"
        THIRD_PARTY = "third_party", "第三方机构"
        PARTNER = "partner", "协同部门"

    class Level(models.TextChoices):
        """Administrative level; empty for bodies that have none."""

        NONE = "", "—"
        PROVINCE = "province", "省级"
        CITY = "city", "市级"
        COUNTY = "county", "县级"

    code = models.CharField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=255)
    kind = models.CharField("类别", max_length=16, choices=Kind)
    level = models.CharField("层级", max_length=16, choices=Level, blank=True, default=Level.NONE)
    admdvs = models.CharField("医保区划", max_length=6, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    path = models.CharField(max_length=255, db_index=True, editable=False)
    active = models.BooleanField("启用", default=True)

    class Meta:
        ordering = ("path",)
        verbose_name = "单位"

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and keep `path` true; a body never moves below itself."""
        super().save(*args, **kwargs)
        path = f"{self.parent.path if self.parent else '/'}{self.pk}/"
        if path != self.path:
            old, self.path = self.path, path
            type(self).objects.filter(pk=self.pk).update(path=path)
            if old:
                for below in type(self).objects.filter(path__startswith=old).exclude(pk=self.pk):
                    type(self).objects.filter(pk=below.pk).update(path=path + below.path[len(old) :])

    @property
    def is_bureau(self) -> bool:
        """Whether it is a bureau of medical insurance."""
        return self.kind == self.Kind.BUREAU

    def below(self) -> "models.QuerySet[Organisation]":
        """Return this body and everything under it."""
        return Organisation.objects.filter(path__startswith=self.path)

    def bureaus(self) -> "models.QuerySet[Organisation]":
        """Return the bureaus among `below`."""
        return self.below().filter(kind=self.Kind.BUREAU)

    def bureau_names(self) -> list[tuple[str, str]]:
        """Return the bureaus among `below` as choices: key and name."""
        return [(str(one.pk), one.name) for one in self.bureaus().only("pk", "name")]
