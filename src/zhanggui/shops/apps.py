from django.apps import AppConfig


class Shops(AppConfig):
    name = "zhanggui.shops"
    label = "shops"

    def ready(self) -> None:
        from zhanggui.foundation.panels import PLACES, Place  # noqa: PLC0415 - rooms load first
        from zhanggui.foundation.words import add_audit_words  # noqa: PLC0415 - rooms load first
        from zhanggui.shops import naming  # noqa: F401, PLC0415 - it registers
        from zhanggui.shops.rules import EDIT_SHOP  # noqa: PLC0415 - rooms load first

        PLACES.add(Place(key="staff", title="员工", url_name="staff", needs=EDIT_SHOP, rank=83))

        add_audit_words(
            open_shop="开店",
            change_shop="改店铺资料",
            greeting="问候",
            opens="开始",
            closes="结束",
            embed_origins="嵌入的网站",
            hire="新建人员",
            change_staff="改人员资料",
            make_password_link="给设密码的链接",  # noqa: S106 - what the verb is called
            choose_password="设密码",  # noqa: S106 - what the verb is called
            agent_number="工号",
            is_active="在职",
            sub_accounts="子账号",
            change_setting="改设置",
            log_in="登录",
            log_out="退出登录",
            shop="店铺",
            staff="人员",
            setting="设置",
            role="角色",
            value="值",
            valid_from="从何时起",
        )
