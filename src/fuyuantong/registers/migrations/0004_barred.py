"""Rows that a rule keeps out of the figures; a default of the database, so that no row is rewritten.

The index of linkages answers at once whether an office may see every row of a register.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registers", "0003_sealed_cells")]
    operations = [
        migrations.AddField("row", "barred", models.BooleanField(db_default=False, default=False)),
        migrations.AddIndex(
            "row", models.Index(fields=["book", "linkage"], name="registers_row_linkage")
        ),
        migrations.AddIndex(
            "row",
            models.Index(condition=models.Q(("barred", True)), fields=["book"], name="registers_row_barred"),
        ),
    ]
