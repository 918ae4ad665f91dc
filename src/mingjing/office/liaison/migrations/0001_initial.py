"""Handovers; the database refuses to change what happened to one, what was packed, and the files of what was done."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from mingjing.office.accounts.append_only import append_only
from mingjing.office.accounts.together import together

TABLES = ("liaison_handoverevent", "liaison_package", "liaison_packedfile")
WORDS = "the record of handovers is append-only"
_SQLITE = """
CREATE TRIGGER IF NOT EXISTS liaison_attachment_no_{verb} BEFORE {verb} ON liaison_attachment
WHEN OLD.event_id IS NOT NULL BEGIN SELECT RAISE(ABORT, '{words}'); END
"""
_FUNCTION = """
CREATE OR REPLACE FUNCTION liaison_attachment_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{words}'; END $$
"""
_POSTGRESQL = """
CREATE OR REPLACE TRIGGER liaison_attachment_no_{verb} BEFORE {verb} ON liaison_attachment
FOR EACH ROW WHEN (OLD.event_id IS NOT NULL) EXECUTE FUNCTION liaison_attachment_refuse()
"""


def guard(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Keep the files of events; those of a draft may still be taken away."""
    postgresql = editor.connection.vendor == "postgresql"
    if postgresql:
        editor.execute(_FUNCTION.format(words=WORDS))
    for verb in ("update", "delete"):
        editor.execute((_POSTGRESQL if postgresql else _SQLITE).format(verb=verb, words=WORDS))


def unguard(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the guards away again."""
    where = " ON liaison_attachment" if editor.connection.vendor == "postgresql" else ""
    for verb in ("update", "delete"):
        editor.execute(f"DROP TRIGGER IF EXISTS liaison_attachment_no_{verb}{where}")


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0002_audit_is_append_only"),
        ("cases", "0005_receipts_in_the_ledger"),
        ("leads", "0002_what_waits_and_sums"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Handover",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=70, unique=True, verbose_name="移送编号")),
                (
                    "direction",
                    models.CharField(
                        choices=[("out", "移出"), ("in", "移入")], max_length=4, verbose_name="方向"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("crime", "涉嫌犯罪案件移送"),
                            ("case", "案件移送"),
                            ("clue", "线索移送"),
                            ("reverse", "不起诉、撤销案件后移送行政处理"),
                        ],
                        max_length=8,
                        verbose_name="类型",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("system", "系统移送"), ("paper", "纸质移送")],
                        default="system",
                        max_length=8,
                        verbose_name="方式",
                    ),
                ),
                (
                    "department",
                    models.CharField(
                        choices=[
                            ("police", "公安机关"),
                            ("prosecutor", "检察机关"),
                            ("health", "卫生健康部门"),
                            ("market", "市场监督管理部门"),
                            ("drug", "药品监督管理部门"),
                            ("finance", "财政部门"),
                            ("audit", "审计机关"),
                            ("discipline", "纪检监察机关"),
                        ],
                        max_length=12,
                        verbose_name="部门",
                    ),
                ),
                ("title", models.CharField(max_length=300, verbose_name="标题")),
                ("party_name", models.CharField(max_length=255, verbose_name="涉及对象")),
                ("party_code", models.CharField(blank=True, max_length=40, verbose_name="证照号码")),
                ("text", models.TextField(verbose_name="基本情况")),
                ("basis", models.CharField(blank=True, max_length=1000, verbose_name="移送理由和依据")),
                (
                    "own_state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("draft", "拟移送"),
                            ("submitted", "待审批"),
                            ("approved", "待发出"),
                            ("sent", "待签收"),
                            ("received", "已签收"),
                            ("accepted", "已立案（受理）"),
                            ("refused", "不予立案（受理）"),
                            ("reconsidering", "复议中"),
                            ("supervised", "检察监督中"),
                            ("returned", "已退回"),
                            ("concluded", "已办结"),
                            ("cancelled", "已撤销"),
                        ],
                        max_length=14,
                        verbose_name="状态",
                    ),
                ),
                ("sent_on", models.DateField(null=True, verbose_name="移送日期")),
                ("received_on", models.DateField(null=True, verbose_name="签收日期")),
                ("answered_on", models.DateField(null=True, verbose_name="答复日期")),
                ("concluded_on", models.DateField(null=True, verbose_name="办结日期")),
                (
                    "set_off_amt",
                    models.DecimalField(
                        decimal_places=2, max_digits=16, null=True, verbose_name="罚款折抵罚金"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "bureau",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="医保部门",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handovers",
                        to="cases.case",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "origin",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="following",
                        to="liaison.handover",
                        verbose_name="原移送",
                    ),
                ),
                (
                    "overseer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="抄送检察机关",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="协同部门",
                    ),
                ),
                (
                    "track",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handover",
                        to="cases.track",
                    ),
                ),
            ],
            options={
                "verbose_name": "移送",
                "ordering": ("-id",),
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["bureau", "own_state"], name="handover_bureau"),
                    models.Index(fields=["partner", "own_state"], name="handover_partner"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("track", None), models.Q(("own_state", ""), _negated=True)),
                            models.Q(("track__isnull", False), ("own_state__in", ("", "cancelled"))),
                            _connector="OR",
                        ),
                        name="handover_state_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel", "paper"), ("partner__isnull", False), _connector="OR"),
                        name="handover_has_partner",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HandoverClue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "handover",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clues",
                        to="liaison.handover",
                    ),
                ),
                (
                    "suspicion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handed_over",
                        to="leads.suspicion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("handover", "suspicion"), name="clue_once_in_handover")
                ],
            },
        ),
        migrations.CreateModel(
            name="HandoverEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=20, verbose_name="事项")),
                ("text", models.TextField(blank=True, verbose_name="内容")),
                ("data", models.JSONField(default=dict)),
                ("internal", models.BooleanField(default=False, verbose_name="只在本单位可见")),
                ("on", models.DateField(verbose_name="日期")),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "handover",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="liaison.handover",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "step",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.step",
                    ),
                ),
            ],
            options={
                "verbose_name": "移送记录",
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=20, verbose_name="材料")),
                ("name", models.CharField(max_length=255, verbose_name="文件名")),
                ("file", models.FileField(upload_to="liaison/%Y/%m/")),
                ("content_type", models.CharField(max_length=100)),
                ("size", models.PositiveBigIntegerField(verbose_name="大小")),
                ("sha256", models.CharField(max_length=64, verbose_name="摘要")),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "handover",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="liaison.handover",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="liaison.handoverevent",
                    ),
                ),
            ],
            options={
                "verbose_name": "移送附件",
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Package",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="次序")),
                ("file", models.FileField(upload_to="liaison/packages/%Y/%m/")),
                ("size", models.PositiveBigIntegerField(verbose_name="大小")),
                ("sha256", models.CharField(max_length=64, verbose_name="摘要")),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "handover",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="packages",
                        to="liaison.handover",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "移送材料包",
                "ordering": ("number",),
                "constraints": [
                    models.UniqueConstraint(fields=("handover", "number"), name="package_number")
                ],
            },
        ),
        migrations.CreateModel(
            name="PackedFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="序号")),
                ("key", models.CharField(max_length=20, verbose_name="材料")),
                ("title", models.CharField(max_length=300, verbose_name="名称")),
                ("path", models.CharField(max_length=400, verbose_name="路径")),
                ("size", models.PositiveBigIntegerField(verbose_name="大小")),
                ("sha256", models.CharField(max_length=64, verbose_name="摘要")),
                (
                    "package",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="liaison.package",
                    ),
                ),
            ],
            options={
                "ordering": ("number",),
                "constraints": [
                    models.UniqueConstraint(fields=("package", "number"), name="packed_file_number")
                ],
            },
        ),
        migrations.CreateModel(
            name="Partner",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "department",
                    models.CharField(
                        choices=[
                            ("police", "公安机关"),
                            ("prosecutor", "检察机关"),
                            ("health", "卫生健康部门"),
                            ("market", "市场监督管理部门"),
                            ("drug", "药品监督管理部门"),
                            ("finance", "财政部门"),
                            ("audit", "审计机关"),
                            ("discipline", "纪检监察机关"),
                        ],
                        max_length=12,
                        verbose_name="部门",
                    ),
                ),
                ("contact", models.CharField(blank=True, max_length=60, verbose_name="联络员")),
                ("tel", models.CharField(blank=True, max_length=40, verbose_name="联系电话")),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="partner",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "协同部门",
                "ordering": ("department", "organisation__path"),
            },
        ),
        append_only(TABLES, WORDS),
        migrations.RunPython(guard, unguard),
    ]
    operations = together(operations)
