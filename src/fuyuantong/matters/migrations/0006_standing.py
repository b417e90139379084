"""The counts keep 持续推进 apart: it has a review date and is never late."""

from importlib import import_module

from django.db import migrations, models

_first = import_module("fuyuantong.matters.migrations.0003_rollup_triggers")
_before = import_module("fuyuantong.matters.migrations.0005_lighter_acts")

_ADD = """
CREATE OR REPLACE FUNCTION matters_rollup_add(seat uuid, o matters_obligation, n int) RETURNS void LANGUAGE sql AS $$
  INSERT INTO matters_rollup (id, folded, seat_id, linkage, region, owner_id, mechanism, duty, state, due_on, held,
    backfilled, standing, late, issued_month, finished_month, n)
  SELECT gen_random_uuid(), false, seat, o.linkage, o.region, o.owner_id, o.mechanism, o.duty, o.state,
    CASE WHEN o.state IN ('pending', 'correcting', 'working', 'reviewing', 'verifying') THEN o.due_on END,
    o.held, o.backfilled, o.standing,
    coalesce(o.state IN ('done', 'written_off') AND o.finished_on > o.due_on AND NOT o.standing, false),
    date_trunc('month', o.issued_on)::date, date_trunc('month', o.finished_on)::date, n
  WHERE seat IS NOT NULL
$$;
"""

_ROW = (
    _before.ROLLUP.replace("OLD.backfilled, OLD.issued_on", "OLD.backfilled, OLD.standing, OLD.issued_on")
    .replace("NEW.backfilled, NEW.issued_on", "NEW.backfilled, NEW.standing, NEW.issued_on")
    .replace("backfilled, late,", "backfilled, standing, late,")
    .replace("OLD.held, OLD.backfilled,\n", "OLD.held, OLD.backfilled, OLD.standing,\n")
    .replace("NEW.held, NEW.backfilled,\n", "NEW.held, NEW.backfilled, NEW.standing,\n")
    .replace("OLD.finished_on > OLD.due_on,", "OLD.finished_on > OLD.due_on AND NOT OLD.standing,")
    .replace("NEW.finished_on > NEW.due_on,", "NEW.finished_on > NEW.due_on AND NOT NEW.standing,")
)

_RECOUNT = """
TRUNCATE matters_rollup;
SELECT matters_rollup_add(s.unit_id, o, 1)
  FROM matters_obligation o JOIN matters_seat s ON s.matter_id = o.matter_id;
"""

_START = _first.CREATE.index("CREATE FUNCTION matters_rollup_add")
_END = _first.CREATE.index("CREATE FUNCTION matters_rollup_row")
_BACK = _first.CREATE[_START:_END].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")

_KEY = ("seat", "linkage", "region", "owner", "mechanism", "duty", "state", "due_on", "held", "backfilled")
_ENDS = ("late", "issued_month", "finished_month")


class Migration(migrations.Migration):
    dependencies = [("matters", "0005_lighter_acts")]

    operations = [
        migrations.AddField("rollup", "standing", models.BooleanField(default=False)),
        migrations.RemoveConstraint("rollup", "matters_rollup_folded"),
        migrations.AddConstraint(
            "rollup",
            models.UniqueConstraint(
                fields=(*_KEY, "standing", *_ENDS),
                condition=models.Q(folded=True),
                name="matters_rollup_folded",
                nulls_distinct=False,
            ),
        ),
        migrations.AlterField(
            "clockmove",
            "kind",
            models.CharField(
                choices=[
                    ("extension", "延期"),
                    ("suspension", "中止"),
                    ("resumption", "恢复"),
                    ("hold", "暂缓"),
                    ("unhold", "恢复办理"),
                    ("restart", "重新起算"),
                    ("review", "复核"),
                    ("recomputation", "按新日历重算"),
                ],
                max_length=14,
            ),
        ),
        migrations.RunSQL([_ADD, _ROW, _RECOUNT], [_BACK, _before.ROLLUP, "TRUNCATE matters_rollup"]),
    ]
