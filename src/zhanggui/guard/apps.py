from django.apps import AppConfig


class Guard(AppConfig):
    name = "zhanggui.guard"
    label = "guard"

    def ready(self) -> None:
        from zhanggui.foundation.panels import PLACES, SLOTS, Place, Slot  # noqa: PLC0415 - rooms load first
        from zhanggui.foundation.words import add_audit_words  # noqa: PLC0415 - rooms load first
        from zhanggui.guard import kinds, naming, reactions, settings, showing  # noqa: F401, PLC0415 - they register
        from zhanggui.shops.rules import RECEIVE, SEE_AUDIT  # noqa: PLC0415

        PLACES.add(Place(key="guard", title="红线", url_name="guard", needs=SEE_AUDIT, rank=80))
        PLACES.add(Place(key="guard_rules", title="红线规则", url_name="guard_rules", needs=RECEIVE, rank=81))
        SLOTS.add(
            Slot(
                key="promises",
                title="答应的事",
                url_name="promises_slot",
                rank=5,
                follows=("promise", "order"),
            )
        )
        add_audit_words(
            change_rule="改红线",
            write_shop_rule="写本店的规矩",
            end_shop_rule="停用本店的规矩",
            keep_own_text="登记自己的电话、地址或网址",
            drop_own_text="去掉登记的电话、地址或网址",
            red_line="红线",
            own_text="自己的电话、地址或网址",
            rule_severity="严重程度",
            shapes="不能说的话",
            valid_to="到哪天为止",
            reason="理由",
            dismiss_promise="不算承诺",
            promise="承诺",
            promise_quote="答应的话",
        )
