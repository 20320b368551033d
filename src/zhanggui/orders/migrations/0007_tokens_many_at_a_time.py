import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0006_remarks"),
    ]

    operations = [
        migrations.RunSQL(
            "ALTER INDEX order_tokens SET (fastupdate = on, gin_pending_list_limit = 128)",
            "ALTER INDEX order_tokens SET (fastupdate = off); ALTER INDEX order_tokens RESET (gin_pending_list_limit)",
            state_operations=[
                migrations.RemoveIndex(model_name="order", name="order_tokens"),
                migrations.AddIndex(
                    model_name="order",
                    index=django.contrib.postgres.indexes.GinIndex(
                        models.Func(
                            "words",
                            "stage",
                            "remarked",
                            "messaged",
                            "refunded",
                            "no_waybill",
                            "created_at",
                            function="order_tokens",
                        ),
                        condition=models.Q(("words__isnull", False)),
                        fastupdate=True,
                        gin_pending_list_limit=128,
                        name="order_tokens",
                    ),
                ),
            ],
        ),
    ]
