"""django-oscar prices the carts that come on standard input; bench/quote.py runs it in its own environment.

One JSON a line: [[item, fen, pieces], ...]. A cart is made, filled and priced as a shop on oscar does it:
a basket row, `add_product`, the offers' applicator. The catalogue and the offers are made before.
"""

from __future__ import annotations

import json
import sys
import time
from decimal import Decimal

import django
import oscar.defaults
from django.conf import settings

_APPS = {
    "analytics": "Analytics",
    "checkout": "Checkout",
    "address": "Address",
    "shipping": "Shipping",
    "catalogue": "Catalogue",
    "catalogue.reviews": "CatalogueReviews",
    "communication": "Communication",
    "partner": "Partner",
    "basket": "Basket",
    "payment": "Payment",
    "offer": "Offer",
    "order": "Order",
    "customer": "Customer",
    "search": "Search",
    "voucher": "Voucher",
    "wishlists": "Wishlists",
    "dashboard": "Dashboard",
}
_DASHBOARDS = (
    "reports users orders catalogue offers partners pages ranges reviews vouchers communications shipping"
)

settings.configure(
    SECRET_KEY="only-for-the-benchmark",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=[
        *(
            f"django.contrib.{name}"
            for name in ["admin", "auth", "contenttypes", "sessions", "messages", "sites", "flatpages"]
        ),
        "oscar.config.Shop",
        *(f"oscar.apps.{path}.apps.{name}Config" for path, name in _APPS.items()),
        *(f"oscar.apps.dashboard.{one}.apps.{one.title()}DashboardConfig" for one in _DASHBOARDS.split()),
        *("widget_tweaks", "haystack", "treebeard", "django_tables2"),
    ],
    HAYSTACK_CONNECTIONS={"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}},
    SITE_ID=1,
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    **{name: getattr(oscar.defaults, name) for name in dir(oscar.defaults) if name.startswith("OSCAR_")},
)
django.setup()

from django.core.management import call_command  # noqa: E402 - Django must be set up
from oscar.apps.basket.models import Basket  # noqa: E402
from oscar.apps.catalogue.models import Product, ProductClass  # noqa: E402
from oscar.apps.offer.applicator import Applicator  # noqa: E402
from oscar.apps.offer.models import Benefit, Condition, ConditionalOffer, Range  # noqa: E402
from oscar.apps.partner.models import Partner, StockRecord  # noqa: E402
from oscar.apps.partner.strategy import Default  # noqa: E402


def main() -> None:
    carts = [json.loads(line) for line in sys.stdin]
    call_command("migrate", verbosity=0, run_syncdb=True)
    products = _goods(carts)
    _offers(products)
    for cart in carts[:5]:
        _price(products, cart)
    begun, applying = time.perf_counter(), 0.0
    for cart in carts:
        applying += _price(products, cart)
    seconds = time.perf_counter() - begun
    print(json.dumps({"carts": len(carts), "seconds": seconds, "applying_seconds": applying}))


def _goods(carts: list[list[tuple[str, int, int]]]) -> dict[str, Product]:
    kind = ProductClass.objects.create(name="kind", track_stock=False)
    partner = Partner.objects.create(name="partner")
    products: dict[str, Product] = {}
    for item, fen, _ in sorted({tuple(line) for cart in carts for line in cart}):
        if item not in products:
            products[item] = Product.objects.create(title=item, product_class=kind, upc=item)
            StockRecord.objects.create(
                product=products[item], partner=partner, partner_sku=item, price=Decimal(fen) / 100
            )
    return products


def _offers(products: dict[str, Product]) -> None:
    whole = Range.objects.create(name="all", includes_all_products=True)
    some = Range.objects.create(name="some")
    for item in sorted(products)[::2]:
        some.add_product(products[item])
    for priority, (condition, benefit) in enumerate(
        (
            ({"range": whole, "type": "Value", "value": 99}, {"type": "Shipping fixed price", "value": 0}),
            (
                {"range": whole, "type": "Value", "value": 100},
                {"range": whole, "type": "Absolute", "value": 10},
            ),
            (
                {"range": some, "type": "Count", "value": 1},
                {"range": some, "type": "Percentage", "value": 10},
            ),
        )
    ):
        ConditionalOffer.objects.create(
            name=f"offer {priority}",
            condition=Condition.objects.create(**condition),
            benefit=Benefit.objects.create(**benefit),
            priority=priority,
            offer_type="Site",
        )


def _price(products: dict[str, Product], cart: list[tuple[str, int, int]]) -> float:
    """The seconds that the offers alone took."""
    basket = Basket.objects.create()
    basket.strategy = Default()
    for item, _, pieces in cart:
        basket.add_product(products[item], pieces)
    begun = time.perf_counter()
    Applicator().apply(basket)
    seconds = time.perf_counter() - begun
    assert basket.total_incl_tax >= 0
    return seconds


main()
