from django.apps import AppConfig


class Customers(AppConfig):
    name = "zhanggui.customers"
    label = "customers"

    def ready(self) -> None:
        from zhanggui.foundation.panels import PLACES, SLOTS, Place, Slot  # noqa: PLC0415 - rooms load first
        from zhanggui.foundation.words import add_audit_words  # noqa: PLC0415 - rooms load first
        from zhanggui.shops.rules import RECEIVE  # noqa: PLC0415 - rooms load first

        PLACES.add(Place(key="buyers", title="买家", url_name="buyers", needs=RECEIVE, rank=40))
        SLOTS.add(Slot(key="buyer", title="这位买家", url_name="buyer_slot", rank=10, follows=("buyer",)))
        add_audit_words(
            tag="加标签",
            untag="去标签",
            write_note="写备注",
            remove_note="收回备注",
            note_buyer="记下买家",
            name="改称呼",
            buyer="买家",
            note="备注",
            record_buyers="导入买家",
            buyers_new="新买家",
            buyers_told="有新标签或备注的买家",
        )
