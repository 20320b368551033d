from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workforce", "0005_overtime"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(fields=["staff", "written_at"], name="hand_over_of_staff"),
        ),
    ]
