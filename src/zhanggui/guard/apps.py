from django.apps import AppConfig


class Guard(AppConfig):
    name = "zhanggui.guard"
    label = "guard"

    def ready(self) -> None:
        from zhanggui.foundation.panels import PLACES, SLOTS, Place, Slot  # noqa: PLC0415 - rooms load first
        from zhanggui.foundation.words import add_audit_words  # noqa: PLC0415 - rooms load first
        from zhanggui.guard import kinds, naming, reactions, settings  # noqa: F401, PLC0415 - they register
        from zhanggui.shops.rules import SEE_AUDIT  # noqa: PLC0415

        PLACES.add(Place(key="guard", title="红线", url_name="guard", needs=SEE_AUDIT, rank=80))
        SLOTS.add(
            Slot(
                key="promises",
                title="答应的事",
                url_name="promises_slot",
                rank=5,
                follows=("promise", "order"),
            )
        )
        add_audit_words(dismiss_promise="不算承诺", promise="承诺", promise_quote="答应的话")
