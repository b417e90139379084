from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("screening", "0004_record_version")]

    operations = [
        migrations.AddField(
            model_name="record", name="published", field=models.JSONField(default=dict),
        ),
    ]
