from django.apps import AppConfig


class ChatRecords(AppConfig):
    name = "zhanggui.connectors.chat_records"
    label = "connectors_chat_records"

    def ready(self) -> None:
        from zhanggui.connectors.chat_records import kind  # noqa: F401, PLC0415 - it registers
