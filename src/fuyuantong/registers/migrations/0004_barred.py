"""Rows that a rule keeps out of the figures; a default of the database, so that no row is rewritten."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registers", "0003_sealed_cells")]
    operations = [
        migrations.AddField("row", "barred", models.BooleanField(db_default=False, default=False)),
        migrations.AddIndex(
            "row",
            models.Index(condition=models.Q(("barred", True)), fields=["book"], name="registers_row_barred"),
        ),
    ]
