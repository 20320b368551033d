from django.apps import AppConfig


class Marketplace(AppConfig):
    name = "zhanggui.marketplace"
    label = "marketplace"

    def ready(self) -> None:
        from zhanggui.foundation.words import add_audit_words  # noqa: PLC0415 - rooms load first

        add_audit_words(
            import_file="导入文件",
            stop_delivery="停下导入",
            drop_file="删掉上传的文件",
            delivery="导入的文件",
            delivery_rows="读了几行",
        )
