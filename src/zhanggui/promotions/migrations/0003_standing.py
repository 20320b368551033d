from datetime import UTC, datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("promotions", "0002_what_if"),
    ]

    operations = [
        migrations.AddField(
            model_name="vouchercampaign",
            name="passed_audition",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="vouchercampaign",
            name="enrolled",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="receivedvouchers",
            name="received_at",
            field=models.DateTimeField(default=datetime(2016, 11, 1, tzinfo=UTC)),
            preserve_default=False,
        ),
    ]
