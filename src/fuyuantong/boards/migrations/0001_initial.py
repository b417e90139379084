from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

import fuyuantong.common.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Board",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fuyuantong.common.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("code", models.SlugField(blank=True, max_length=60)),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                (
                    "profiles",
                    ArrayField(
                        base_field=models.CharField(max_length=80), blank=True, default=list, size=None
                    ),
                ),
                ("tiles", models.JSONField(default=list)),
                ("version", models.PositiveIntegerField(default=1)),
                ("retired", models.BooleanField(default=False)),
                ("changed_at", models.DateTimeField()),
                ("by_name", models.CharField(blank=True, max_length=190)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="boards_board_code_once",
                    )
                ],
            },
        ),
    ]
