"""What was published or cut is never rewritten; the text of an issued paper neither."""

from django.db import migrations

KEEP = """
CREATE FUNCTION reports_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what was published or cut is never rewritten or deleted (%)', TG_TABLE_NAME;
END $$;
CREATE FUNCTION reports_keep_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM reports_issue WHERE id = OLD.issue_id AND state = 'issued') THEN
    RAISE EXCEPTION 'the text of an issued paper is never changed (%)', TG_TABLE_NAME;
  END IF;
  RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER reports_version_keep BEFORE UPDATE OR DELETE ON reports_productversion
  FOR EACH ROW EXECUTE FUNCTION reports_keep();
CREATE TRIGGER reports_cut_keep BEFORE UPDATE OR DELETE ON reports_cut
  FOR EACH ROW EXECUTE FUNCTION reports_keep();
CREATE TRIGGER reports_passage_keep BEFORE UPDATE OR DELETE ON reports_passage
  FOR EACH ROW EXECUTE FUNCTION reports_keep_text();
CREATE TRIGGER reports_case_keep BEFORE UPDATE OR DELETE ON reports_case
  FOR EACH ROW EXECUTE FUNCTION reports_keep_text();
"""
UNDO = """
DROP FUNCTION reports_keep() CASCADE;
DROP FUNCTION reports_keep_text() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]
    operations = [migrations.RunSQL(KEEP, UNDO)]
