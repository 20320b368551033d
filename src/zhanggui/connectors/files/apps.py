from django.apps import AppConfig


class Files(AppConfig):
    name = "zhanggui.connectors.files"
    label = "connectors_files"

    def ready(self) -> None:
        from zhanggui.connectors.files import naming, registered  # noqa: F401, PLC0415 - they register
        from zhanggui.connectors.files.kinds import KINDS  # noqa: PLC0415
        from zhanggui.foundation.panels import PLACES, Place  # noqa: PLC0415 - rooms load first
        from zhanggui.shops.rules import IMPORT  # noqa: PLC0415

        others = tuple(sorted({kind.capability for kind in KINDS} - {IMPORT}))
        PLACES.add(Place(key="files", title="导入", url_name="files", needs=IMPORT, or_needs=others, rank=80))
