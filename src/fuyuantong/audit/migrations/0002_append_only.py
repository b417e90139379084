from django.db import migrations

GUARD = """
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the trail is append-only';
END $$;
CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry
  FOR EACH ROW WHEN (current_user = 'fyt_app') EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_seal_append_only BEFORE UPDATE OR DELETE ON audit_seal
  FOR EACH ROW WHEN (current_user = 'fyt_app') EXECUTE FUNCTION audit_refuse();
"""
UNDO = "DROP FUNCTION audit_refuse() CASCADE;"


class Migration(migrations.Migration):
    """A second wall behind the missing grant: the application's role cannot change a line of the trail."""

    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, UNDO)]
