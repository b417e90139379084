"""What indexes without extensions cannot keep out of tenures: overlaps, and one person in two lanes."""

from django.db import migrations

CREATE = """
CREATE FUNCTION organs_lane(roles varchar[]) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN 'sysadmin' = ANY(roles) THEN 'sysadmin' WHEN 'secadmin' = ANY(roles) THEN 'secadmin'
              WHEN 'auditor' = ANY(roles) THEN 'auditor' ELSE 'business' END
$$;

CREATE FUNCTION organs_tenure_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  own_span daterange;
  own_lane text;
BEGIN
  IF NEW.until_on < NEW.since_on THEN
    RETURN NEW;  -- the check constraint says it better
  END IF;
  own_span := daterange(NEW.since_on, NEW.until_on);
  PERFORM 1 FROM organs_post WHERE id = NEW.post_id FOR UPDATE;
  PERFORM 1 FROM organs_person WHERE id = NEW.person_id FOR UPDATE;
  SELECT organs_lane(roles) INTO own_lane FROM organs_post WHERE id = NEW.post_id;
  IF EXISTS (SELECT 1 FROM organs_tenure t WHERE t.id <> NEW.id AND t.post_id = NEW.post_id
             AND (t.person_id = NEW.person_id OR (NOT t.deputy AND NOT NEW.deputy))
             AND daterange(t.since_on, t.until_on) && own_span) THEN
    RAISE EXCEPTION 'post is held at that time'
      USING ERRCODE = '23P01', CONSTRAINT = 'tenure_no_overlap';
  END IF;
  IF EXISTS (SELECT 1 FROM organs_tenure t JOIN organs_post p ON p.id = t.post_id
             WHERE t.id <> NEW.id AND t.person_id = NEW.person_id AND organs_lane(p.roles) <> own_lane
             AND daterange(t.since_on, t.until_on) && own_span) THEN
    RAISE EXCEPTION 'one person in two lanes'
      USING ERRCODE = '23P01', CONSTRAINT = 'tenure_one_lane_per_person';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER organs_tenure_guard BEFORE INSERT OR UPDATE ON organs_tenure
  FOR EACH ROW EXECUTE FUNCTION organs_tenure_guard();

CREATE FUNCTION organs_post_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM organs_person WHERE id IN (SELECT person_id FROM organs_tenure WHERE post_id = NEW.id)
    ORDER BY id FOR UPDATE;
  IF EXISTS (SELECT 1 FROM organs_tenure a JOIN organs_tenure b ON a.person_id = b.person_id AND b.id <> a.id
             JOIN organs_post p ON p.id = b.post_id
             WHERE a.post_id = NEW.id AND b.post_id <> NEW.id AND organs_lane(p.roles) <> organs_lane(NEW.roles)
             AND daterange(a.since_on, a.until_on) && daterange(b.since_on, b.until_on)) THEN
    RAISE EXCEPTION 'one person in two lanes'
      USING ERRCODE = '23P01', CONSTRAINT = 'tenure_one_lane_per_person';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER organs_post_guard BEFORE UPDATE OF roles ON organs_post
  FOR EACH ROW WHEN (OLD.roles IS DISTINCT FROM NEW.roles) EXECUTE FUNCTION organs_post_guard();
"""

DROP = """
DROP TRIGGER organs_post_guard ON organs_post;
DROP TRIGGER organs_tenure_guard ON organs_tenure;
DROP FUNCTION organs_post_guard();
DROP FUNCTION organs_tenure_guard();
DROP FUNCTION organs_lane(varchar[]);
"""


class Migration(migrations.Migration):
    dependencies = [("organs", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, DROP)]
