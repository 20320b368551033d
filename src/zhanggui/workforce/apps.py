from django.apps import AppConfig


class Workforce(AppConfig):
    name = "zhanggui.workforce"
    label = "workforce"

    def ready(self) -> None:
        from zhanggui.foundation.words import add_audit_words  # noqa: PLC0415 - rooms load first
        from zhanggui.workforce import day, naming, open_tasks, settings  # noqa: F401, PLC0415 - they register
        from zhanggui.workforce.queries import there  # noqa: PLC0415
        from zhanggui.worklist.parts import PRESENCES, Presence  # noqa: PLC0415

        add_audit_words(
            set_presence="改状态",
            status="状态",
            set_duty="改接待设置",
            cap="最多同时接待",
            skills="技能",
            plan_shift="排班",
            cancel_shift="取消排班",
            shift="班次",
            hand_over="交班",
            confirm_hand_over="接班",
            withdraw_hand_over="撤回交班",
            hand_over_sheet="交接表",
            sheet_state="交接状态",
        )
        PRESENCES.add(Presence("workforce", there))
