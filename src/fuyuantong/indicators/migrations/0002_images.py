"""Every change of a register's row leaves an image, in its transaction; what is signed is never rewritten."""

from django.db import migrations

IMAGES = """
CREATE FUNCTION indicators_take_image() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    INSERT INTO indicators_image (book_id, weight, owner_id, region, counted_on, cells, state, progress, sealed)
    SELECT book_id, -1, owner_id, region, counted_on, cells, state, progress, sealed FROM gone;
  END IF;
  INSERT INTO indicators_image (book_id, weight, owner_id, region, counted_on, cells, state, progress, sealed)
  SELECT book_id, 1, owner_id, region, counted_on, cells, state, progress, sealed FROM come;
  RETURN NULL;
END $$;
CREATE TRIGGER indicators_image_insert AFTER INSERT ON registers_row
  REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION indicators_take_image();
CREATE TRIGGER indicators_image_update AFTER UPDATE ON registers_row
  REFERENCING OLD TABLE AS gone NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION indicators_take_image();
"""
KEEP = """
CREATE FUNCTION indicators_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what was published or signed is never rewritten or deleted (%)', TG_TABLE_NAME;
END $$;
CREATE FUNCTION indicators_keep_snapshot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- A correction marks the revision before it; nothing else of it changes.
  NEW.state := OLD.state;
  IF NEW IS DISTINCT FROM OLD THEN
    RAISE EXCEPTION 'what was signed is never rewritten (%)', TG_TABLE_NAME;
  END IF;
  NEW.state := 'corrected';
  RETURN NEW;
END $$;
CREATE TRIGGER indicators_version_keep BEFORE UPDATE OR DELETE ON indicators_indicatorversion
  FOR EACH ROW EXECUTE FUNCTION indicators_keep();
CREATE TRIGGER indicators_rule_keep BEFORE UPDATE OR DELETE ON indicators_ruleversion
  FOR EACH ROW EXECUTE FUNCTION indicators_keep();
CREATE TRIGGER indicators_snapshot_keep BEFORE DELETE ON indicators_snapshot
  FOR EACH ROW EXECUTE FUNCTION indicators_keep();
CREATE TRIGGER indicators_snapshot_mark BEFORE UPDATE ON indicators_snapshot
  FOR EACH ROW EXECUTE FUNCTION indicators_keep_snapshot();
CREATE TRIGGER indicators_kept_keep BEFORE UPDATE OR DELETE ON indicators_kept
  FOR EACH ROW EXECUTE FUNCTION indicators_keep();
"""
UNDO = """
DROP FUNCTION indicators_take_image() CASCADE;
DROP FUNCTION indicators_keep() CASCADE;
DROP FUNCTION indicators_keep_snapshot() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("indicators", "0001_initial")]
    operations = [migrations.RunSQL(IMAGES + KEEP, UNDO)]
