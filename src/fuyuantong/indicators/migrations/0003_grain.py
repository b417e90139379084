"""Lines without keys beside those with them; rollups are counted anew (by the duty that folds)."""

from django.db import migrations, models

ANEW = "DELETE FROM indicators_tally; DELETE FROM indicators_rolled;"


class Migration(migrations.Migration):
    dependencies = [("indicators", "0002_images")]
    operations = [
        migrations.RunSQL(ANEW, migrations.RunSQL.noop),
        migrations.RemoveIndex("tally", "indicators_tally_month"),
        migrations.AddField("tally", "grain", models.SmallIntegerField(default=1)),
        migrations.AddIndex(
            "tally", models.Index(fields=["version", "grain", "month"], name="indicators_tally_grain")
        ),
    ]
