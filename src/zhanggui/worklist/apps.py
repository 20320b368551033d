from django.apps import AppConfig


class Worklist(AppConfig):
    name = "zhanggui.worklist"
    label = "worklist"

    def ready(self) -> None:
        from zhanggui.foundation.panels import PLACES, Place  # noqa: PLC0415 - rooms load first
        from zhanggui.foundation.words import add_audit_words  # noqa: PLC0415 - rooms load first
        from zhanggui.shops.rules import SEE_TASKS  # noqa: PLC0415
        from zhanggui.worklist import naming, reactions, settings  # noqa: F401, PLC0415 - they register

        PLACES.add(
            Place(
                key="worklist",
                title="待办",
                url_name="worklist",
                needs=SEE_TASKS,
                rank=15,
                badge="worklist_due",
                follows=("tasks",),
            )
        )
        add_audit_words(
            finish_task="办好",
            reopen_task="撤回办好",
            snooze_task="稍后再办",
            wake_task="现在就办",
            hand_task="交给别人",
            take_task="认领",
            give_task="安排给在场的人",
            release_task="收回离开的人的待办",
            task="待办",
            task_state="待办状态",
            task_owner="认领人",
            day="日子",
            snoozed_until="推后到",
        )
