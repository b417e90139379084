from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('enforcement', '0004_reply'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='call',
            name='file',
        ),
        migrations.AddIndex(
            model_name='call',
            index=models.Index(fields=['source', 'sent_at'], name='enforcement_call_sent'),
        ),
    ]
