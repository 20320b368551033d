from django.apps import AppConfig


class Workforce(AppConfig):
    name = "zhanggui.workforce"
    label = "workforce"

    def ready(self) -> None:
        from zhanggui.foundation.words import add_audit_words  # noqa: PLC0415 - rooms load first
        from zhanggui.workforce.queries import there  # noqa: PLC0415
        from zhanggui.worklist.parts import PRESENCES, Presence  # noqa: PLC0415

        add_audit_words(set_presence="改状态", status="状态")
        PRESENCES.add(Presence("workforce", there))
