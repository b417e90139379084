# What a reminder keeps as the proof that it fired.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('matters', '0011_letter_life'),
    ]

    operations = [
        migrations.AddField(
            model_name='reminder',
            name='late',
            field=models.CharField(blank=True, choices=[('downtime', '后台服务停止'), ('busy', '当时有人正在办理'), ('fault', '出错后重试')], max_length=10),
        ),
        migrations.AddField(
            model_name='reminder',
            name='planned_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='reminder',
            name='quiet_since',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='reminder',
            name='source',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='reminder',
            name='told',
            field=models.JSONField(default=list),
        ),
    ]
