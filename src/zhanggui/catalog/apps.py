from django.apps import AppConfig


class Catalog(AppConfig):
    name = "zhanggui.catalog"
    label = "catalog"

    def ready(self) -> None:
        from zhanggui.catalog import naming  # noqa: F401, PLC0415 - it registers
        from zhanggui.catalog.rules import SECTION_TITLES  # noqa: PLC0415 - rooms load first
        from zhanggui.foundation.words import add_audit_words  # noqa: PLC0415 - rooms load first

        add_audit_words(write_knowledge="改知识卡", item="商品", **SECTION_TITLES)
