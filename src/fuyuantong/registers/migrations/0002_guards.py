from django.db import migrations

KEEP = """
CREATE FUNCTION registers_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what a register holds is never rewritten or deleted (%)', TG_TABLE_NAME;
END $$;
CREATE TRIGGER registers_version_keep BEFORE UPDATE OR DELETE ON registers_bookversion
  FOR EACH ROW EXECUTE FUNCTION registers_keep();
CREATE TRIGGER registers_change_keep BEFORE UPDATE OR DELETE ON registers_change
  FOR EACH ROW EXECUTE FUNCTION registers_keep();
CREATE TRIGGER registers_line_keep BEFORE UPDATE OR DELETE ON registers_fundline
  FOR EACH ROW EXECUTE FUNCTION registers_keep();
CREATE TRIGGER registers_row_keep BEFORE DELETE ON registers_row
  FOR EACH ROW EXECUTE FUNCTION registers_keep();
"""
UNDO = """
DROP FUNCTION registers_keep() CASCADE;
"""
BALANCE = """
CREATE FUNCTION registers_move() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  side record;
BEGIN
  -- Taken in the order of their names, so that two movements never wait for each other.
  FOR side IN SELECT * FROM (VALUES (NEW.debit, -NEW.amount), (NEW.credit, NEW.amount)) AS s (account, amount)
              ORDER BY 1 LOOP
    INSERT INTO registers_balance (row_id, account, amount) VALUES (NEW.row_id, side.account, 0)
      ON CONFLICT (row_id, account) DO NOTHING;
    UPDATE registers_balance SET amount = amount + side.amount
      WHERE row_id = NEW.row_id AND account = side.account;
  END LOOP;
  IF NEW.claim_id IS NOT NULL THEN
    UPDATE registers_claim SET
      approved = approved + CASE NEW.step WHEN 'approve' THEN NEW.amount WHEN 'release' THEN -NEW.amount ELSE 0 END,
      paid = paid + CASE NEW.step WHEN 'pay' THEN NEW.amount ELSE 0 END,
      recovered = recovered + CASE NEW.step WHEN 'recover' THEN NEW.amount ELSE 0 END,
      settled = settled + CASE NEW.step WHEN 'settle' THEN NEW.amount ELSE 0 END
      WHERE id = NEW.claim_id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER registers_move AFTER INSERT ON registers_fundline
  FOR EACH ROW EXECUTE FUNCTION registers_move();
"""


class Migration(migrations.Migration):
    """Nothing is deleted or rewritten, and balances are the sum of the lines, whoever is connected."""

    dependencies = [("registers", "0001_initial")]
    operations = [
        migrations.RunSQL(KEEP, UNDO),
        migrations.RunSQL(BALANCE, "DROP FUNCTION registers_move() CASCADE;"),
    ]
