"""The name under which a file of evidence was handed in."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_named")]
    operations = [
        migrations.AddField(
            model_name="evidenceitem",
            name="file_name",
            field=models.CharField(blank=True, max_length=255, verbose_name="文件名"),
        ),
    ]
