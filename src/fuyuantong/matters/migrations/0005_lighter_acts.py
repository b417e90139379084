"""An act writes less: no index that another one contains, and the rollup follows a change in one statement."""

import django.db.models.deletion
from django.db import migrations, models

COLUMNS = (
    "seat_id, linkage, region, owner_id, mechanism, duty, state, due_on, held, backfilled, late,"
    " issued_month, finished_month"
)

# A function in SQL is parsed with every call, so the rows are written here and not by matters_rollup_add.
ROLLUP = """
CREATE OR REPLACE FUNCTION matters_rollup_row() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  own uuid;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (OLD.linkage, OLD.region, OLD.owner_id, OLD.mechanism, OLD.duty, OLD.state, OLD.due_on,
        OLD.held, OLD.backfilled, OLD.issued_on, OLD.finished_on, OLD.matter_id)
      IS NOT DISTINCT FROM (NEW.linkage, NEW.region, NEW.owner_id, NEW.mechanism, NEW.duty, NEW.state, NEW.due_on,
        NEW.held, NEW.backfilled, NEW.issued_on, NEW.finished_on, NEW.matter_id) THEN
      RETURN NULL;
    END IF;
    IF OLD.matter_id = NEW.matter_id THEN
      SELECT unit_id INTO own FROM matters_seat WHERE matter_id = NEW.matter_id FOR SHARE;
      IF own IS NOT NULL THEN
        INSERT INTO matters_rollup (id, folded, COLUMNS, n) VALUES
          (gen_random_uuid(), false, own, OLD.linkage, OLD.region, OLD.owner_id, OLD.mechanism, OLD.duty, OLD.state,
            CASE WHEN OLD.state IN (OPEN) THEN OLD.due_on END, OLD.held, OLD.backfilled,
            coalesce(OLD.state IN ('done', 'written_off') AND OLD.finished_on > OLD.due_on, false),
            date_trunc('month', OLD.issued_on)::date, date_trunc('month', OLD.finished_on)::date, -1),
          (gen_random_uuid(), false, own, NEW.linkage, NEW.region, NEW.owner_id, NEW.mechanism, NEW.duty, NEW.state,
            CASE WHEN NEW.state IN (OPEN) THEN NEW.due_on END, NEW.held, NEW.backfilled,
            coalesce(NEW.state IN ('done', 'written_off') AND NEW.finished_on > NEW.due_on, false),
            date_trunc('month', NEW.issued_on)::date, date_trunc('month', NEW.finished_on)::date, 1);
      END IF;
      RETURN NULL;
    END IF;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    SELECT unit_id INTO own FROM matters_seat WHERE matter_id = OLD.matter_id FOR SHARE;
    PERFORM matters_rollup_add(own, OLD, -1);
  END IF;
  IF TG_OP <> 'DELETE' THEN
    SELECT unit_id INTO own FROM matters_seat WHERE matter_id = NEW.matter_id FOR SHARE;
    PERFORM matters_rollup_add(own, NEW, 1);
  END IF;
  RETURN NULL;
END $$;
""".replace("COLUMNS", COLUMNS).replace(
    "OPEN", "'pending', 'correcting', 'working', 'reviewing', 'verifying'"
)


def foreign_key(to: str, **more: object) -> models.ForeignKey:
    return models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to=to, **more)


class Migration(migrations.Migration):
    dependencies = [("matters", "0004_list_indexes"), ("organs", "0002_tenure_guard")]

    operations = [
        migrations.AlterField("obligation", "owner", foreign_key("organs.unit", related_name="+")),
        migrations.AlterField("obligation", "creditor", foreign_key("organs.unit", related_name="+")),
        migrations.AlterField(
            "obligation", "series", foreign_key("matters.obligation", null=True, related_name="periods")
        ),
        migrations.AddIndex(
            "obligation", models.Index(fields=["owner", "due_on", "id"], name="matters_obl_owner_due")
        ),
        migrations.RunSQL(ROLLUP, migrations.RunSQL.noop),
    ]
