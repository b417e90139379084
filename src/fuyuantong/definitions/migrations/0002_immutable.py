from django.db import migrations

GUARD = """
CREATE FUNCTION definitions_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'draft' THEN
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  IF TG_OP = 'UPDATE' THEN
    -- Only 停用 and its moment may be written; everything that running matters stand on stays.
    IF NEW.state IN ('published', 'retired')
       AND (to_jsonb(NEW) - 'state' - 'retired_at') = (to_jsonb(OLD) - 'state' - 'retired_at') THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'a published definition cannot be changed';
END $$;
CREATE TRIGGER definitions_keep BEFORE UPDATE OR DELETE ON definitions_definitionversion
  FOR EACH ROW EXECUTE FUNCTION definitions_keep();
"""
UNDO = "DROP FUNCTION definitions_keep() CASCADE;"


class Migration(migrations.Migration):
    """What matters are pinned to is immutable, whoever is connected."""

    dependencies = [("definitions", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, UNDO)]
