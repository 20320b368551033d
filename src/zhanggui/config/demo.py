"""The demo shop: made-up people, a morning's conversations, orders from a made-up export."""

from __future__ import annotations

import io
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from zhanggui.config import environment
from zhanggui.config.demo_goods import stock_goods
from zhanggui.connectors.files.importing import GivenFile, import_file
from zhanggui.connectors.files.sample import demo_lines_csv, demo_orders_csv, demo_refunds_csv
from zhanggui.conversations import rules as talk
from zhanggui.conversations.actions import Draft, PhraseText, open_for_buyer, record_messages, write_phrase
from zhanggui.customers.actions import ensure_buyers, tag_buyer, write_note
from zhanggui.customers.queries import buyer_card
from zhanggui.foundation.actors import program
from zhanggui.foundation.clock import now
from zhanggui.guard import rules as guard_rules
from zhanggui.guard.actions import keep_own_text
from zhanggui.shops import rules
from zhanggui.shops.actions import hire, open_shop
from zhanggui.shops.queries import ShopCard, StaffCard, shop_by_slug
from zhanggui.workforce.actions import beat

SLUG = "demo"
STAFF = (
    ("linxiao", "林晓", "A12", rules.AGENT),
    ("chenchen", "陈晨", "A07", rules.AGENT),
    ("zhouzhou", "周舟", "L01", rules.LEAD),
    ("xudian", "许店", "M01", rules.MANAGER),
    ("gucang", "顾仓", "W01", rules.WAREHOUSE),
)
PRE, AFTER = talk.PRESALE, talk.AFTERSALE
PHRASES = (
    PhraseText(
        group=PRE,
        category="招呼",
        title="欢迎",
        shortcut="zk",
        text="您好,欢迎来到{shop},我是客服{agent}。请问您想看哪一款呢?",
        asks=("在吗", "有人吗", "你好", "客服在不在"),
    ),
    PhraseText(
        group=PRE,
        category="招呼",
        title="老客回来",
        shortcut="lk",
        text="{buyer},欢迎回来~ 上次的衣服穿着还合身吗?这次想看点什么?",
        asks=(),
    ),
    PhraseText(
        group=PRE,
        category="尺码",
        title="问身高体重",
        shortcut="cm",
        text="麻烦您说一下身高、体重和平时穿的码数,我帮您看哪个码最合适。",
        asks=("穿多大码", "什么尺码合适", "身高体重穿什么码", "选什么码", "码数准吗", "偏大还是偏小"),
    ),
    PhraseText(
        group=PRE,
        category="尺码",
        title="160 斤穿 XL",
        shortcut="xl",
        text="XL 胸围 112 厘米,160 斤左右穿是正好的,喜欢宽松一点可以选 2XL。",
        asks=("160斤穿XL会不会紧", "160斤穿什么", "XL会紧吗", "胖了穿多大"),
    ),
    PhraseText(
        group=PRE,
        category="材质",
        title="起球吗",
        shortcut="qq",
        text="这款是 70% 绵羊毛,做过抗起球处理,日常穿起球很轻;平时少摩擦,可以用毛球器轻轻修一下。",
        asks=("起球吗", "会不会起球", "容易起毛吗", "掉毛吗"),
    ),
    PhraseText(
        group=PRE,
        category="材质",
        title="什么面料",
        shortcut="ml",
        text="面料是 70% 绵羊毛加 30% 粘纤,亲肤不扎,春秋单穿、冬天打底都可以。",
        asks=("什么面料", "是纯棉的吗", "材质是什么", "扎不扎", "厚不厚"),
    ),
    PhraseText(
        group=PRE,
        category="库存",
        title="有货吗",
        shortcut="yh",
        text="您说的颜色和尺码我马上帮您查实际库存,请稍等十秒。",
        asks=("还有货吗", "这个色号还有吗", "什么时候补货", "有现货吗"),
    ),
    PhraseText(
        group=PRE,
        category="优惠",
        title="还能便宜吗",
        shortcut="yj",
        text="我们的价格已经是活动价了,不能再改价;不过店铺首页有满减券,您先领券再下单最划算。",
        asks=("能便宜点吗", "可以优惠吗", "打个折", "还能少吗", "最低多少钱"),
    ),
    PhraseText(
        group=PRE,
        category="优惠",
        title="有什么活动",
        shortcut="hd",
        text="现在店铺满 268 减 20,可以和平台券一起用,下单时会自动减。",
        asks=("有什么活动", "有优惠券吗", "满减怎么用", "双十一什么价"),
    ),
    PhraseText(
        group=PRE,
        category="发货",
        title="什么时候发货",
        shortcut="fh",
        text="现在付款的话,我们会在 48 小时内发出,一般 2-4 天到,以快递实际派送为准。",
        asks=("什么时候发货", "能今天发吗", "多久发货", "几天能到", "今天能发出吗", "急用"),
    ),
    PhraseText(
        group=PRE,
        category="发货",
        title="发什么快递",
        shortcut="kd",
        text="默认发圆通,您有习惯的快递也可以告诉我,我帮您备注给仓库。",
        asks=("发什么快递", "可以发顺丰吗", "能指定快递吗", "默认快递"),
    ),
    PhraseText(
        group=PRE,
        category="邮费",
        title="两件一次邮费",
        shortcut="yf",
        text="可以的,您拍下先不要付款,我把邮费合成一次,改好后您刷新再付。",
        asks=("拍了两件可以只收一次邮费吗", "邮费可以合并吗", "包邮吗", "运费怎么算", "多件邮费"),
    ),
    PhraseText(
        group=PRE,
        category="发票",
        title="可以开发票",
        shortcut="fp",
        text="可以开发票的,不收税点。请您提供抬头和税号,确认收货后我们开电子发票发给您。",
        asks=("可以开发票吗", "有发票吗", "发票可以开公司抬头吗", "能开专票吗", "怎么开票", "要发票"),
    ),
    PhraseText(
        group=PRE,
        category="付款",
        title="催付",
        shortcut="cf",
        text="{buyer},您拍下的宝贝还没有付款,今天截单前付款可以赶上今天的发货批次。",
        asks=(),
    ),
    PhraseText(
        group=PRE,
        category="道别",
        title="下单后核对",
        shortcut="hd2",
        text="收到您的付款了,麻烦核对一下收件信息,没有问题我们就安排发货:",
        asks=("我拍好了", "付款了", "下单了"),
    ),
    PhraseText(
        group=PRE,
        category="道别",
        title="道别",
        shortcut="zj",
        text="感谢您的光临,有问题随时找我,我是{agent}({number})。",
        asks=("谢谢", "好的", "知道了", "再见"),
    ),
    PhraseText(
        group=AFTER,
        category="物流",
        title="查快递",
        shortcut="wl",
        text="您的订单 {order_no} 由{courier}承运,运单号 {waybill},我马上帮您查最新位置。",
        asks=("快递到哪了", "怎么还没到", "物流不动了", "查一下快递", "单号是多少", "发货了吗"),
    ),
    PhraseText(
        group=AFTER,
        category="物流",
        title="快递丢件",
        shortcut="dj",
        text="非常抱歉,我先跟快递核实,确认丢件后您可以选补发或退款,损失不用您承担。",
        asks=("快递丢了", "显示签收但没收到", "没有收到货", "包裹不见了"),
    ),
    PhraseText(
        group=AFTER,
        category="退换",
        title="七天无理由",
        shortcut="qt",
        text="支持七天无理由退换,吊牌和包装保持完好就可以。您在订单里选真实的原因申请,我这边会及时处理。",
        asks=("怎么退货", "可以退吗", "七天无理由", "想退货", "不想要了可以退吗", "不合适怎么办"),
    ),
    PhraseText(
        group=AFTER,
        category="退换",
        title="换码",
        shortcut="hm",
        text="可以换码的,您申请换货并寄回,收到后我们马上寄新的尺码给您。",
        asks=("可以换码吗", "想换大一码", "尺码不合适换", "换个颜色"),
    ),
    PhraseText(
        group=AFTER,
        category="退换",
        title="寄回地址",
        shortcut="jh",
        text="退货地址会在您申请通过后显示在订单里,寄出后请把运单号填上,我们收到就处理退款。",
        asks=("退货地址", "寄到哪里", "我已经寄回了", "单号填好了", "退货怎么寄"),
    ),
    PhraseText(
        group=AFTER,
        category="质量",
        title="掉色",
        shortcut="ds",
        text="给您添麻烦了。深色羊毛第一次洗会有少量浮色,请先不要再洗,拍一张照片给我,我来为您处理。",
        asks=("掉色怎么办", "洗了一次就掉色", "褪色", "染色了"),
    ),
    PhraseText(
        group=AFTER,
        category="质量",
        title="开线破损",
        shortcut="kx",
        text="非常抱歉让您收到有问题的衣服,请拍一下开线的地方,我们可以补发或退款,您看哪种方便?",
        asks=("开线了", "有破洞", "质量有问题", "坏了", "有污渍", "少了一颗扣子"),
    ),
    PhraseText(
        group=AFTER,
        category="退款",
        title="退款多久到账",
        shortcut="tk",
        text="退款成功后原路退回,支付宝一般当天到账,银行卡 1-3 个工作日。",
        asks=("退款多久到", "钱什么时候退", "退款到哪里", "还没收到退款"),
    ),
)
# nick, tags, note, [(who, seconds ago, text)]
TALKS = (
    (
        "云朵朵2019",
        ("常买",),
        "第一次洗一定手洗,上次提醒过",
        ((talk.BUYER, 222, "衣服洗了一次就掉色,怎么办?"),),
    ),
    (
        "小米粥",
        ("老客", "肤色偏白", "爱用顺丰"),
        "上次袖口开线,补发一件,满意",
        (
            (talk.BUYER, 420, "在吗,这件起球吗"),
            (
                talk.STAFF,
                412,
                "您好,欢迎回来~ 这款是 70% 绵羊毛,做过抗起球处理,日常穿起球很轻。您平时穿多大码呢?",
            ),
            (talk.BUYER, 390, "平时 L,最近胖了,168 / 160 斤"),
            (talk.STAFF, 365, "按您的身高体重建议 XL,胸围 112,比 L 松 6 厘米,不紧身。"),
            (talk.BUYER, 115, "160 斤穿 XL 会不会紧?能今天发吗"),
        ),
    ),
    ("t_8832_west", (), "", ((talk.BUYER, 48, "这个色号还有货吗"),)),
    ("南风", (), "", ((talk.BUYER, 21, "拍了两件可以只收一次邮费吗"),)),
    (
        "jojo要早睡",
        (),
        "",
        (
            (talk.BUYER, 90, "150 斤穿什么码"),
            (talk.STAFF, 70, "您好,150 斤建议 L,喜欢宽松可以选 XL。"),
            (talk.BUYER, 6, "好的,那我拍 M"),
        ),
    ),
    ("阿远", ("退货中",), "", ((talk.BUYER, 4, "我已经寄回了,单号填好了"),)),
    ("暖暖妈", (), "", ((talk.BUYER, 2, "发票可以开公司抬头吗"),)),
)


# What the guard lets the demo's agents say: whatever else looks like one warns.
OURS = (
    (guard_rules.PHONE, "13800000010"),
    (guard_rules.ADDRESS, "浙江省杭州市余杭区示例路 1 号示例仓退货组"),
)


def create_demo() -> None:
    """Makes the demo shop unless it is there, and prints how to get in."""
    shop = shop_by_slug(SLUG)
    kept = environment.data_folder() / "demo-password"
    if shop is None:
        at = now()
        password = secrets.token_urlsafe(9)
        with transaction.atomic():  # all of the demo or nothing: the next start tries again
            shop = open_shop(slug=SLUG, name="示例服饰旗舰店", platform=rules.TMALL, at=at)
            staff = _hire_all(shop, password, at)
            _register_ours(shop, at)
            _write_phrases(shop, at)
            stock_goods(shop.id, at)
            _import_orders(shop, at)
            _talk(shop, staff[0], at)
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(password)
    print(f"示例店铺 demo shop: {shop.name}")
    password = kept.read_text() if kept.exists() else "(已改)"
    for login, name, number, role in STAFF:
        print(f"  登录名 {login:<9} 密码 {password}   {rules.ROLE_TITLES[role]} {name} {number}")


def _hire_all(shop: ShopCard, password: str, at: datetime) -> list[StaffCard]:
    return [
        hire(
            shop_id=shop.id,
            login=login,
            name=name,
            agent_number=number,
            role=role,
            password=password,
            by=program(shop.id),
            at=at,
        )
        for login, name, number, role in STAFF
    ]


def _register_ours(shop: ShopCard, at: datetime) -> None:
    for kind, text in OURS:
        keep_own_text(shop_id=shop.id, kind=kind, text=text, by=program(shop.id), at=at)


def _write_phrases(shop: ShopCard, at: datetime) -> None:
    for phrase in PHRASES:
        write_phrase(shop_id=shop.id, phrase_id=None, phrase=phrase, by=program(shop.id), at=at)


def _import_orders(shop: ShopCard, at: datetime) -> None:
    for name, content in (
        ("ExportOrderList-示例.csv", demo_orders_csv(seed=7, at=at)),
        ("ExportOrderDetailList-示例.csv", demo_lines_csv(seed=7, at=at)),
        ("退款管理-示例.csv", demo_refunds_csv(seed=7, at=at)),
    ):
        given = GivenFile(io.BytesIO(content), name, told_at=at)
        import_file(shop_id=shop.id, given=given, by=program(shop.id), at=at)


def _talk(shop: ShopCard, agent: StaffCard, at: datetime) -> None:
    beat(staff_ids=[agent.id], at=at)  # somebody was there this morning
    buyers = ensure_buyers(shop_id=shop.id, nicks=[nick for nick, *_ in TALKS], at=at)
    for nick, tags, note, said in TALKS:
        buyer = buyer_card(buyers[nick])
        if buyer is None:
            continue
        for tag in tags:
            tag_buyer(buyer=buyer, name=tag, by=agent.actor, at=at)
        if note:
            write_note(buyer=buyer, text=note, by=agent.actor, at=at)
        conversation = open_for_buyer(buyer=buyer, at=at)
        for place, (side, seconds_ago, text) in enumerate(said):
            by_staff = side == talk.STAFF
            draft = Draft(
                conversation.id,
                side,
                f"demo-{buyer.id:06d}-{place:02d}",
                text,
                by_id=agent.id if by_staff else None,
                by_name=agent.actor.name if by_staff else None,
            )
            record_messages([draft], at=at - timedelta(seconds=seconds_ago))
