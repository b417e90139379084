"""The counts follow every change of an obligation, whoever makes it, in the transaction of the change."""

from django.db import migrations

COLUMNS = (
    "seat_id, linkage, region, owner_id, mechanism, duty, state, due_on, held, backfilled, late,"
    " issued_month, finished_month"
)

CREATE = """
CREATE FUNCTION matters_rollup_add(seat uuid, o matters_obligation, n int) RETURNS void LANGUAGE sql AS $$
  INSERT INTO matters_rollup (id, folded, COLUMNS, n)
  SELECT gen_random_uuid(), false, seat, o.linkage, o.region, o.owner_id, o.mechanism, o.duty, o.state,
    CASE WHEN o.state IN (OPEN) THEN o.due_on END, o.held, o.backfilled,
    coalesce(o.state IN ('done', 'written_off') AND o.finished_on > o.due_on, false),
    date_trunc('month', o.issued_on)::date, date_trunc('month', o.finished_on)::date, n
  WHERE seat IS NOT NULL
$$;

CREATE FUNCTION matters_rollup_row() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  own uuid;
BEGIN
  IF TG_OP = 'UPDATE' AND (OLD.linkage, OLD.region, OLD.owner_id, OLD.mechanism, OLD.duty, OLD.state, OLD.due_on,
      OLD.held, OLD.backfilled, OLD.issued_on, OLD.finished_on, OLD.matter_id)
    IS NOT DISTINCT FROM (NEW.linkage, NEW.region, NEW.owner_id, NEW.mechanism, NEW.duty, NEW.state, NEW.due_on,
      NEW.held, NEW.backfilled, NEW.issued_on, NEW.finished_on, NEW.matter_id) THEN
    RETURN NULL;
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

CREATE TRIGGER matters_rollup_row AFTER INSERT OR UPDATE OR DELETE ON matters_obligation
  FOR EACH ROW EXECUTE FUNCTION matters_rollup_row();

-- Which office sees the matter in full now; where that changed, its obligations change sides.
CREATE FUNCTION matters_seat_settle(wanted uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  before uuid;
  after uuid;
BEGIN
  INSERT INTO matters_seat (matter_id, unit_id) VALUES (wanted, NULL) ON CONFLICT (matter_id) DO NOTHING;
  SELECT unit_id INTO before FROM matters_seat WHERE matter_id = wanted FOR UPDATE;
  SELECT p.unit_id INTO after FROM matters_matter m JOIN matters_party p ON p.matter_id = m.id
    WHERE m.id = wanted AND m.scope = 'parties' AND p.office = m.linkage AND p.level = 'full'
    ORDER BY p.since, p.id LIMIT 1;
  IF before IS DISTINCT FROM after THEN
    PERFORM matters_rollup_add(before, o, -1), matters_rollup_add(after, o, 1)
      FROM matters_obligation o WHERE o.matter_id = wanted;
    UPDATE matters_seat SET unit_id = after WHERE matter_id = wanted;
  END IF;
END $$;

CREATE FUNCTION matters_seat_matter() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM matters_seat_settle(NEW.id);
  RETURN NULL;
END $$;

CREATE TRIGGER matters_seat_born AFTER INSERT ON matters_matter
  FOR EACH ROW EXECUTE FUNCTION matters_seat_matter();
CREATE TRIGGER matters_seat_matter AFTER UPDATE OF scope, linkage ON matters_matter
  FOR EACH ROW WHEN (OLD.scope IS DISTINCT FROM NEW.scope OR OLD.linkage IS DISTINCT FROM NEW.linkage)
  EXECUTE FUNCTION matters_seat_matter();

CREATE FUNCTION matters_seat_party() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.office <> '' AND EXISTS (SELECT 1 FROM matters_matter WHERE id = OLD.matter_id) THEN
    PERFORM matters_seat_settle(OLD.matter_id);
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.office <> '' THEN
    PERFORM matters_seat_settle(NEW.matter_id);
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER matters_seat_party AFTER INSERT OR UPDATE OR DELETE ON matters_party
  FOR EACH ROW EXECUTE FUNCTION matters_seat_party();

SELECT matters_seat_settle(id) FROM matters_matter;
""".replace("COLUMNS", COLUMNS).replace(
    "OPEN", "'pending', 'correcting', 'working', 'reviewing', 'verifying'"
)

DROP = """
DROP TRIGGER matters_seat_party ON matters_party;
DROP TRIGGER matters_seat_matter ON matters_matter;
DROP TRIGGER matters_seat_born ON matters_matter;
DROP TRIGGER matters_rollup_row ON matters_obligation;
DROP FUNCTION matters_seat_party();
DROP FUNCTION matters_seat_matter();
DROP FUNCTION matters_seat_settle(uuid);
DROP FUNCTION matters_rollup_row();
DROP FUNCTION matters_rollup_add(uuid, matters_obligation, int);
"""


class Migration(migrations.Migration):
    dependencies = [("matters", "0002_rollup")]

    operations = [migrations.RunSQL(CREATE, DROP)]
