import django.db.models.deletion
from django.db import migrations, models

# The foreign keys are checked at once here: a check that is still due would keep the table from changing.
FILL = """
SET CONSTRAINTS ALL IMMEDIATE;
UPDATE customers_buyertag tag SET shop_id = buyer.shop_id FROM customers_buyer buyer WHERE buyer.id = tag.buyer_id;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0001_initial"),
        ("shops", "0001_initial"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="buyer",
            index=models.Index(fields=["shop", "-id"], name="buyer_newest"),
        ),
        migrations.AddIndex(
            model_name="buyer",
            index=models.Index(
                fields=("shop", "name"), opclasses=("int8_ops", "varchar_pattern_ops"), name="buyer_name"
            ),
        ),
        migrations.AddField(
            model_name="buyertag",
            name="shop",
            field=models.ForeignKey(
                null=True,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="shops.shop",
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="buyertag",
            name="shop",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="shops.shop",
            ),
        ),
        migrations.AddIndex(
            model_name="buyertag",
            index=models.Index(fields=["shop", "name", "-buyer"], name="buyer_tag_newest"),
        ),
    ]
