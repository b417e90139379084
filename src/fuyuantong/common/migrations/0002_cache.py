from django.db import migrations


class Migration(migrations.Migration):
    """The table of Django's DatabaseCache: lock-outs and used codes must be seen by every process."""

    dependencies = [("common", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "CREATE TABLE common_cache (cache_key varchar(255) PRIMARY KEY, value text NOT NULL,"
            " expires timestamp with time zone NOT NULL);"
            "CREATE INDEX common_cache_expires ON common_cache (expires);",
            "DROP TABLE common_cache;",
        ),
    ]
