from django.apps import AppConfig


class Pages(AppConfig):
    name = "zhanggui.pages"
    label = "pages"

    def ready(self) -> None:
        from zhanggui.foundation.panels import PLACES, Place  # noqa: PLC0415 - rooms load first
        from zhanggui.shops.rules import EDIT_SHOP, RECEIVE, SEE_AUDIT, SEE_TASKS  # noqa: PLC0415

        PLACES.add(Place(key="reception", title="接待", url_name="workspace", needs=RECEIVE, rank=10))
        PLACES.add(Place(key="day", title="今日", url_name="day", needs=SEE_TASKS, rank=5))
        PLACES.add(Place(key="shop", title="店铺", url_name="shop", needs=EDIT_SHOP, rank=85))
        PLACES.add(Place(key="audit", title="操作记录", url_name="audit", needs=SEE_AUDIT, rank=90))
