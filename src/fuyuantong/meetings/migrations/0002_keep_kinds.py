from django.db import migrations

GUARD = """
CREATE FUNCTION meetings_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a published kind of meeting cannot be changed';
END $$;
CREATE TRIGGER meetings_keep BEFORE UPDATE OR DELETE ON meetings_kindversion
  FOR EACH ROW EXECUTE FUNCTION meetings_keep();
"""
UNDO = "DROP FUNCTION meetings_keep() CASCADE;"


class Migration(migrations.Migration):
    """What meetings began under is immutable, whoever is connected."""

    dependencies = [("meetings", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, UNDO)]
