"""Images say whether a row is kept out of the figures."""

from django.db import migrations, models

COLUMNS = "book_id, weight, owner_id, region, counted_on, cells, state, progress, sealed, barred"
FROM = "owner_id, region, counted_on, cells, state, progress, sealed, barred"
IMAGES = f"""
CREATE OR REPLACE FUNCTION indicators_take_image() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    INSERT INTO indicators_image ({COLUMNS}) SELECT book_id, -1, {FROM} FROM gone;
  END IF;
  INSERT INTO indicators_image ({COLUMNS}) SELECT book_id, 1, {FROM} FROM come;
  RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("indicators", "0003_grain"), ("registers", "0004_barred")]
    operations = [
        migrations.AddField("image", "barred", models.BooleanField(db_default=False, default=False)),
        migrations.RunSQL(IMAGES, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="difference",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "待核"),
                    ("matter", "已立事项"),
                    ("explained", "已说明"),
                    ("counted", "已核准计入"),
                    ("gone", "已一致"),
                ],
                default="open",
                max_length=10,
            ),
        ),
    ]
