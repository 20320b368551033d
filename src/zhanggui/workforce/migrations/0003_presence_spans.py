from typing import Any

from django.conf import settings
from django.db import migrations, models
from django.db.models import F


def since_they_were_seen(apps: Any, schema_editor: Any) -> None:
    presences = apps.get_model("workforce", "Presence").objects
    presences.update(since=F("seen_at"))
    presences.filter(status="busy").update(status="break")


def busy_again(apps: Any, schema_editor: Any) -> None:
    apps.get_model("workforce", "Presence").objects.filter(status="break").update(status="busy")


class Migration(migrations.Migration):
    dependencies = [
        ("workforce", "0002_shifts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="presence", name="presence_status_known"),
        migrations.AddField(model_name="presence", name="is_here", field=models.BooleanField(default=False)),
        migrations.AddField(model_name="presence", name="since", field=models.DateTimeField(null=True)),
        migrations.RunPython(since_they_were_seen, busy_again, elidable=True),
        migrations.AlterField(model_name="presence", name="since", field=models.DateTimeField()),
        migrations.AddConstraint(
            model_name="presence",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ("online", "break", "away"))), name="presence_status_known"
            ),
        ),
        migrations.AddIndex(
            model_name="presence",
            index=models.Index(
                condition=models.Q(("is_here", True)), fields=["seen_at"], name="presence_here"
            ),
        ),
    ]
