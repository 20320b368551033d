from django.apps import AppConfig


class Promotions(AppConfig):
    name = "zhanggui.promotions"
    label = "promotions"

    def ready(self) -> None:
        from zhanggui.catalog.queries import ITEM_PARTS, ItemPart  # noqa: PLC0415 - rooms load first
        from zhanggui.foundation.panels import PLACES, Place  # noqa: PLC0415 - rooms load first
        from zhanggui.foundation.words import add_audit_words  # noqa: PLC0415 - rooms load first
        from zhanggui.orders.parts import ORDER_PARTS, OrderPart  # noqa: PLC0415
        from zhanggui.promotions import naming, notices, standing  # noqa: F401, PLC0415 - they register
        from zhanggui.shops.rules import SEE_ORDERS  # noqa: PLC0415

        ORDER_PARTS.add(OrderPart(key="price", url_name="price_of_order", rank=30))
        ITEM_PARTS.add(ItemPart(key="offers", title="优惠", url_name="item_offers", rank=5))
        PLACES.add(Place(key="offers", title="活动", url_name="offers", needs=SEE_ORDERS, rank=35))
        add_audit_words(
            set_up_offer="新建活动",
            change_offer="修改活动",
            end_offer="结束活动",
            set_up_coupon="新建优惠券",
            end_coupon="停发优惠券",
            record_event="记下平台活动",
            change_event="更新平台活动",
            choose_tiers="选购物券门槛",
            plan_campaign="排活动日历",
            cancel_campaign="取消日历活动",
            offer="活动",
            coupon="优惠券",
            event="平台活动",
            campaign="日历活动",
            ended_at="结束时间",
        )
