from django.apps import AppConfig


class Conversations(AppConfig):
    name = "zhanggui.conversations"
    label = "conversations"

    def ready(self) -> None:
        from zhanggui.conversations import (  # noqa: F401, PLC0415 - they register
            kinds,
            naming,
            order_variables,
            reactions,
            settings,
        )
        from zhanggui.foundation.panels import PLACES, SLOTS, Place, Slot  # noqa: PLC0415
        from zhanggui.foundation.words import add_audit_words  # noqa: PLC0415 - rooms load first
        from zhanggui.shops.rules import RECEIVE  # noqa: PLC0415

        PLACES.add(Place(key="phrases", title="快捷语", url_name="phrases", needs=RECEIVE, rank=60))
        SLOTS.add(
            Slot(key="questions", title="问主管", url_name="questions_slot", rank=5, follows=("asked",))
        )
        add_audit_words(
            end_reception="结束接待",
            transfer="转接",
            take_back="撤回标记",
            write_phrase="写快捷语",
            retire_phrase="停用快捷语",
            conversation="会话",
            phrase="快捷语",
            waiting_since="等待开始",
            agent="接待人",
            title="标题",
            text="内容",
        )
        from zhanggui.conversations import day  # noqa: F401, PLC0415 - it registers
