"""For which doubtful targets a person has answered."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial")]

    operations = [migrations.AddField("planitem", "answered", models.JSONField(default=list))]
