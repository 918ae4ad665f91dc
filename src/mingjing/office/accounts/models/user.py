"""People and their roles. A person may hold several roles; two-person rules look at the person, not the role."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from mingjing.office.accounts.models.organisation import Organisation


class Role(models.TextChoices):
    """What a person may be; the permission table says what each may do."""

    ADMINISTRATOR = "administrator", "系统管理员"
    ANALYST = "analyst", "筛查分析员"
    OFFICER = "officer", "线索经办人"
    REVIEWER = "reviewer", "复审人"
    LEADER = "leader", "负责人"
    CLERK = "clerk", "机构医保办"
    THIRD_PARTY = "third_party", "第三方审核员"
    PARTNER = "partner", "协同部门联络员"
    AUDITOR = "auditor", "审计员"


class UserManager(BaseUserManager["User"]):
    """Makes users; there is no superuser, an administrator is a role."""

    def create_user(self, username: str, password: str | None, **fields: object) -> "User":
        """Create a user with a hashed password."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """A person with an account in one organisation."""

    username = models.CharField("账号", max_length=60, unique=True)
    name = models.CharField("姓名", max_length=60)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="users", verbose_name="所属单位"
    )
    cert_no = models.CharField("执法证号", max_length=40, blank=True)
    tel = models.CharField("电话", max_length=30, blank=True)
    is_active = models.BooleanField("启用", default=True)
    failures = models.PositiveSmallIntegerField("连续失败次数", default=0)
    locked_until = models.DateTimeField("锁定至", null=True, blank=True)
    password_changed_at = models.DateTimeField("密码更换时间", null=True, blank=True)
    must_change_password = models.BooleanField("须更换密码", default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ("username",)
        verbose_name = "用户"

    def __str__(self) -> str:
        return self.name

    @property
    def roles(self) -> frozenset[str]:
        """Return the roles held, read once per object."""
        if not hasattr(self, "_roles"):
            self._roles = frozenset(self.grants.values_list("role", flat=True))
        return self._roles


class Grant(models.Model):
    """One role of one person."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants")
    role = models.CharField("角色", max_length=16, choices=Role)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "role"), name="one_grant_per_role"),)
