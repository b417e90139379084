"""Every change of a task leaves an image too, whoever makes it, so that figures of tasks have a rollup."""

from django.db import migrations, models

COLUMNS = (
    "creditor_id", "region", "linkage", "mechanism", "task", "duty", "state", "ledger_item", "standing",
    "backfilled", "held", "issued_on", "signed_on", "due_on", "finished_on",
)  # fmt: skip
ALL = ", ".join(COLUMNS)
OF, WAS, IS = (", ".join(f"{row}.{name}" for name in COLUMNS) for row in ("o", "OLD", "NEW"))
CHANGED = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in ("owner_id", *COLUMNS))
INTO = (
    f"INSERT INTO indicators_taskimage (weight, owner_id, owner_kind, first_due_on, extended, {ALL}) SELECT"
)
FACTS = "x.first_due_on, coalesce(x.extended, false)"
JOINS = "JOIN organs_unit w ON w.id = o.owner_id LEFT JOIN indicators_moved x ON x.obligation_id = o.id"
TASKS = f"""
CREATE FUNCTION indicators_task_come() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  {INTO} 1, o.owner_id, w.kind, {FACTS}, {OF} FROM come o {JOINS};
  RETURN NULL;
END $$;
CREATE FUNCTION indicators_task_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  {INTO} -1, o.owner_id, w.kind, {FACTS}, {OF} FROM gone o {JOINS};
  DELETE FROM indicators_moved WHERE obligation_id IN (SELECT id FROM gone);
  RETURN NULL;
END $$;
CREATE FUNCTION indicators_task_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  {INTO} -1, OLD.owner_id, w.kind, {FACTS}, {WAS}
    FROM organs_unit w LEFT JOIN indicators_moved x ON x.obligation_id = OLD.id WHERE w.id = OLD.owner_id
    UNION ALL SELECT 1, NEW.owner_id, w.kind, {FACTS}, {IS}
    FROM organs_unit w LEFT JOIN indicators_moved x ON x.obligation_id = NEW.id WHERE w.id = NEW.owner_id;
  RETURN NULL;
END $$;
CREATE TRIGGER indicators_task_come AFTER INSERT ON matters_obligation
  REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION indicators_task_come();
CREATE TRIGGER indicators_task_gone AFTER DELETE ON matters_obligation
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION indicators_task_gone();
CREATE TRIGGER indicators_task_changed AFTER UPDATE ON matters_obligation
  FOR EACH ROW WHEN ({CHANGED}) EXECUTE FUNCTION indicators_task_changed();
"""
CLOCKS = f"""
-- What the clocks say of a task now. Its row is held meanwhile, so that no other change comes between.
CREATE FUNCTION indicators_settle_moved(wanted uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  before indicators_moved;
  first date;
  longer boolean;
BEGIN
  PERFORM 1 FROM matters_obligation WHERE id = wanted FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  INSERT INTO indicators_moved (obligation_id, extended) VALUES (wanted, false) ON CONFLICT DO NOTHING;
  SELECT * INTO before FROM indicators_moved WHERE obligation_id = wanted FOR UPDATE;
  SELECT m.due_before INTO first FROM matters_clockmove m JOIN matters_clock c ON c.id = m.clock_id
    WHERE c.obligation_id = wanted AND c.main AND m.due_before IS NOT NULL ORDER BY m.at, m.id LIMIT 1;
  longer := EXISTS (
    SELECT 1 FROM matters_clock WHERE obligation_id = wanted AND main AND extensions > 0);
  IF (first, longer) IS DISTINCT FROM (before.first_due_on, before.extended) THEN
    {INTO} v.weight, o.owner_id, w.kind, v.first, v.longer, {OF}
      FROM matters_obligation o JOIN organs_unit w ON w.id = o.owner_id
      CROSS JOIN (VALUES (-1, before.first_due_on, before.extended), (1, first, longer)) v(weight, first, longer)
      WHERE o.id = wanted;
    UPDATE indicators_moved SET first_due_on = first, extended = longer WHERE obligation_id = wanted;
  END IF;
END $$;
CREATE FUNCTION indicators_clock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.obligation_id IS DISTINCT FROM NEW.obligation_id THEN
    PERFORM indicators_settle_moved(OLD.obligation_id);
  END IF;
  PERFORM indicators_settle_moved(NEW.obligation_id);
  RETURN NULL;
END $$;
CREATE TRIGGER indicators_clock_come AFTER INSERT ON matters_clock
  FOR EACH ROW WHEN (NEW.obligation_id IS NOT NULL AND NEW.main AND NEW.extensions > 0)
  EXECUTE FUNCTION indicators_clock();
CREATE TRIGGER indicators_clock_changed AFTER UPDATE ON matters_clock
  FOR EACH ROW WHEN ((OLD.obligation_id, OLD.main, OLD.extensions > 0)
    IS DISTINCT FROM (NEW.obligation_id, NEW.main, NEW.extensions > 0)) EXECUTE FUNCTION indicators_clock();
CREATE FUNCTION indicators_clock_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM indicators_settle_moved(OLD.obligation_id);
  RETURN NULL;
END $$;
CREATE TRIGGER indicators_clock_gone AFTER DELETE ON matters_clock
  FOR EACH ROW WHEN (OLD.obligation_id IS NOT NULL AND OLD.main AND OLD.extensions > 0) EXECUTE FUNCTION indicators_clock_gone();
CREATE FUNCTION indicators_clock_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM indicators_settle_moved(c.obligation_id) FROM matters_clock c
    WHERE c.id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.clock_id END,
      CASE WHEN TG_OP <> 'DELETE' THEN NEW.clock_id END) AND c.obligation_id IS NOT NULL AND c.main;
  RETURN NULL;
END $$;
CREATE TRIGGER indicators_clock_moved AFTER INSERT OR UPDATE OR DELETE ON matters_clockmove
  FOR EACH ROW EXECUTE FUNCTION indicators_clock_move();
"""
UNITS = f"""
-- A unit becomes of another kind: nobody writes tasks meanwhile, and all of its tasks change sides.
CREATE FUNCTION indicators_unit_kind() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  LOCK TABLE matters_obligation IN SHARE MODE;
  {INTO} v.weight, o.owner_id, v.kind, {FACTS}, {OF}
    FROM matters_obligation o LEFT JOIN indicators_moved x ON x.obligation_id = o.id
    CROSS JOIN (VALUES (-1, OLD.kind), (1, NEW.kind)) v(weight, kind) WHERE o.owner_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER indicators_unit_kind AFTER UPDATE ON organs_unit
  FOR EACH ROW WHEN (OLD.kind IS DISTINCT FROM NEW.kind) EXECUTE FUNCTION indicators_unit_kind();
"""
PRESENT = """
INSERT INTO indicators_moved (obligation_id, first_due_on, extended)
SELECT c.obligation_id,
  (SELECT m.due_before FROM matters_clockmove m JOIN matters_clock k ON k.id = m.clock_id
    WHERE k.obligation_id = c.obligation_id AND k.main AND m.due_before IS NOT NULL
    ORDER BY m.at, m.id LIMIT 1),
  bool_or(c.extensions > 0)
FROM matters_clock c WHERE c.main AND c.obligation_id IS NOT NULL
  AND (c.extensions > 0 OR EXISTS (SELECT 1 FROM matters_clockmove m WHERE m.clock_id = c.id))
GROUP BY c.obligation_id;
"""
UNDO = " ".join(
    f"DROP FUNCTION indicators_{name} CASCADE;"
    for name in (
        "task_come()", "task_gone()", "task_changed()", "settle_moved(uuid)", "clock()", "clock_gone()",
        "clock_move()", "unit_kind()",
    )
)  # fmt: skip


def _date() -> models.DateField:
    return models.DateField(null=True)


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0004_barred"), ("matters", "0014_calls_and_backing"), ("organs", "0004_names_and_hats"),
    ]  # fmt: skip
    operations = [
        migrations.CreateModel(
            name="Moved",
            fields=[
                ("obligation_id", models.UUIDField(primary_key=True, serialize=False)),
                ("first_due_on", _date()),
                ("extended", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="TaskImage",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("weight", models.SmallIntegerField()),
                ("owner_id", models.UUIDField()),
                ("owner_kind", models.CharField(max_length=20)),
                ("creditor_id", models.UUIDField()),
                ("region", models.CharField(max_length=12)),
                ("linkage", models.CharField(max_length=40)),
                ("mechanism", models.CharField(max_length=60)),
                ("task", models.CharField(max_length=40)),
                ("duty", models.CharField(max_length=12)),
                ("state", models.CharField(max_length=12)),
                *((name, models.BooleanField()) for name in ("ledger_item", "standing", "backfilled", "held")),
                *((name, _date()) for name in ("issued_on", "signed_on", "due_on", "finished_on")),
                ("first_due_on", _date()),
                ("extended", models.BooleanField()),
            ],
        ),
        migrations.AddField("tally", "lapsed", models.BooleanField(null=True)),
        migrations.RunSQL(TASKS + CLOCKS + UNITS + PRESENT, UNDO),
    ]
