from django.apps import AppConfig


class Customers(AppConfig):
    name = "zhanggui.customers"
    label = "customers"

    def ready(self) -> None:
        from zhanggui.foundation.panels import PLACES, SLOTS, Place, Slot  # noqa: PLC0415 - rooms load first
        from zhanggui.foundation.words import add_audit_words  # noqa: PLC0415 - rooms load first
        from zhanggui.shops.rules import RECEIVE  # noqa: PLC0415 - rooms load first

        PLACES.add(Place(key="buyers", title="买家", url_name="buyers", needs=RECEIVE, rank=40))
        SLOTS.add(Slot(key="buyer", title="这位买家", url_name="buyer_slot", rank=15, follows=("buyer",)))
        SLOTS.add(
            Slot(
                key="proposed_tags",
                title="可以记成标签",
                url_name="buyer_proposals",
                rank=16,
                follows=("talk", "buyer", "order"),
            )
        )
        add_audit_words(
            tag="加标签",
            untag="去标签",
            write_note="写备注",
            remove_note="收回备注",
            note_buyer="记下买家",
            name="改称呼",
            decline_tag="不要提议的标签",
            tag_group="标签组",
            write_tag_group="写标签组",
            raise_tag_group="标签组往前",
            drop_tag_group="解散标签组",
            add_tag_word="添标签",
            retire_tag_word="停用标签",
            rename_tag="标签改名",
            merge_tags="合并标签",
            several="可以选几个",
            meaning="颜色",
            rank="排在第几",
            buyers_moved="跟着改的买家",
            buyer_group="买家分组",
            write_group="写买家分组",
            retire_group="停用买家分组",
            add_to_group="加进分组",
            remove_from_group="移出分组",
            rule="规则",
            buyer="买家",
            note="备注",
            record_buyers="导入买家",
            buyers_new="新买家",
            buyers_told="有新标签或备注的买家",
        )
