"""Two more levels of sight: one's own part of a letter, and what was withdrawn."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matters", "0006_standing")]

    operations = [
        migrations.AlterField(
            "party",
            "level",
            models.CharField(
                choices=[
                    ("full", "全文"),
                    ("own", "来文和本单位的办理"),
                    ("envelope", "仅往来信息"),
                    ("recalled", "仅撤回告知"),
                ],
                default="full",
                max_length=10,
            ),
        ),
    ]
