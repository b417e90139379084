"""Answers lie beside their row, sealed, and no longer as files: one write instead of two syncs of a disk."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from pathlib import Path

import fuyuantong.common.sealing


def move(apps, _editor):
    Call, Reply = apps.get_model("enforcement", "Call"), apps.get_model("enforcement", "Reply")
    StoredFile = apps.get_model("documents", "StoredFile")
    for call in Call.objects.exclude(file=None).select_related("file").iterator():
        digest = call.file.sha256
        key, call.file = call.file_id, None
        call.save(update_fields=["file"])
        try:
            text = (Path(settings.MEDIA_ROOT) / digest[:2] / digest[2:4] / digest).read_text()
        except FileNotFoundError:
            continue  # lost before: no reason to stop an upgrade; its row stays, for the check of files to name
        Reply.objects.create(call=call, text=fuyuantong.common.sealing.unseal(text))
        StoredFile.objects.filter(pk=key).delete()  # its bytes go with the next sweep


class Migration(migrations.Migration):

    dependencies = [
        ('enforcement', '0003_referral'),
        ('documents', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Reply',
            fields=[
                ('call', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='reply', serialize=False, to='enforcement.call')),
                ('text', fuyuantong.common.sealing.SealedTextField()),
            ],
        ),
        migrations.RunPython(move, migrations.RunPython.noop),
    ]
