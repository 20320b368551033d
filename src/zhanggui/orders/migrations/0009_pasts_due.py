from django.db import migrations

# What buyers have bought is counted behind: of the orders that are there already, too.
DUE = """
INSERT INTO customers_pastdue (buyer_id)
SELECT buyer_id FROM orders_order WHERE buyer_id IS NOT NULL
UNION SELECT buyer_id FROM orders_orderclaim WHERE order_id IS NOT NULL
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0008_together"),
        ("customers", "0006_past_due"),
    ]

    operations = [migrations.RunSQL(DUE, migrations.RunSQL.noop)]
