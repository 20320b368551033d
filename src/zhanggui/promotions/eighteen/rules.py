"""The 18, with their carts. Among them are all worked examples of the voucher's specification."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from django.utils.translation import gettext_noop as noop

from zhanggui.promotions.eighteen import asking
from zhanggui.promotions.eighteen.stage import (
    BAGS,
    BOOKS,
    FIRST_SHOP,
    FOOD,
    SECOND,
    TERMS,
    TEXTILES,
    THIRD,
    Demo,
    Rule,
    coupon,
    goods,
    lined,
    moment,
    offer,
    spend_and_save,
)
from zhanggui.promotions.rules.cart import Presale, Stage
from zhanggui.promotions.rules.offers import CouponKind, Less
from zhanggui.promotions.rules.windows import as_event

_LATE = as_event(TERMS, [replace(FIRST_SHOP, set_up_at=moment("09-01 22:00:00"))])
_LOWEST = Demo(noop("毛衣 200 元,用 1 张券"), (goods("毛衣", 200),))
_CHECKOUT = Demo(
    noop("甲店、乙店各一件,一次付款"), lined(goods("毛衣", 150), goods("外套", 250, shop=SECOND))
)
_BOARD = (
    Demo(noop("第一位买家,收过 10 张券"), (goods("大衣", 600),)),
    Demo(noop("第二位买家,收过 3 张券"), (goods("围巾", 150),), held=3),
    Demo(noop("第三位买家,没有收过券"), (goods("手套", 300),), held=0),
)


def _presale(stage: Stage) -> Presale:
    return Presale(stage, deposit_fen=5_000, counts_fen=10_000)


RULES: tuple[Rule, ...] = (
    Rule(
        1,
        noop("什么时候设置"),
        noop(
            "通过海选的商家在 8 月 25 日 10:00 到 9 月 1 日 22:00 之间设好门槛,才是活动商家;"
            "22:00 整已经晚了。"
        ),
        (137,),
        (
            Demo(noop("甲店按时设置"), (goods("毛衣", 200),)),
            Demo(noop("同一家店,9 月 1 日 22:00 整才设置"), (goods("毛衣", 200),), event=_LATE),
        ),
        asking.set_up,
    ),
    Rule(
        2,
        noop("谁让利"),
        noop("购物券是商家让利:抵掉的钱由商家出,门槛按一级类目来定。"),
        (138,),
        (Demo(noop("女装满 199 元,箱包不满 299 元"), lined(goods("毛衣", 200), goods("手提包", 150, BAGS))),),
    ),
    Rule(
        3,
        noop("和别的优惠怎么叠加"),
        noop("先算单品优惠,再算店铺优惠,再算优惠券,最后算购物券;每一步都在上一步剩下的钱上算。"),
        (139,),
        (
            Demo(
                noop("大衣 265 元,四种优惠都有"),
                (goods("大衣", 265),),
                (offer("直降 10 元", Less(1_000)), offer("满 200 减 20", spend_and_save(200, 20))),
                (coupon("满 180 减 30 券", 180, 30),),
            ),
            Demo(
                noop("大衣 228 元:前面减完,不满购物券的门槛了"),
                (goods("大衣", 228),),
                (offer("直降 10 元", Less(1_000)), offer("满 200 减 20", spend_and_save(200, 20))),
            ),
        ),
    ),
    Rule(
        4,
        noop("门槛怎么选"),
        noop("每个一级类目给出几组门槛,商家只能选一组;一组有 1 到 3 档,买家达到哪一档就按哪一档,不累加。"),
        (140,),
        (
            Demo(noop("198.99 元:差 1 分钱"), (goods("毛衣", 198.99),)),
            Demo(
                noop("一家店两个类目,门槛不同:各算各的"),
                lined(goods("大衣", 400), goods("手提包", 300, BAGS)),
            ),
        ),
        asking.choose,
    ),
    Rule(
        5,
        noop("跨店怎么合并,怎么分摊"),
        noop("一组门槛一档不差完全相同的商品才能跨店合并;抵掉的钱按各订单、各商品的实际金额等比例分摊到分。"),
        (141, 142),
        (
            Demo(
                noop("两家店的门槛相同:合在一起满 399 元"),
                lined(goods("毛衣", 150), goods("外套", 250, shop=SECOND)),
            ),
            Demo(
                noop("门槛不同:不能合并"), lined(goods("毛衣", 150), goods("手提包", 250, BAGS, shop=SECOND))
            ),
            Demo(noop("分摊到分"), lined(goods("毛衣", 200), goods("长裙", 199))),
            Demo(noop("三件差不多的"), lined(goods("上衣", 133), goods("裤子", 133), goods("长裙", 134))),
            Demo(
                noop("三件一样的:多出来的 1 分给前面的"),
                lined(goods("上衣", 67), goods("裤子", 67), goods("长裙", 67)),
            ),
            Demo(
                noop("先分到两家店的订单,再分到商品"),
                lined(goods("毛衣", 214.10), goods("长裙", 223.40), goods("外套", 296.80, shop=SECOND)),
            ),
        ),
    ),
    Rule(
        6,
        noop("一张多少钱"),
        noop("一张 10 元,不翻倍。"),
        (143,),
        (Demo(noop("满 599 元用 3 张,就是 30 元"), (goods("大衣", 600),)),),
    ),
    Rule(
        7,
        noop("算不算最低价"),
        noop("购物券不计入活动最低价:最低价按用券以前的价格算。"),
        (144,),
        (_LOWEST,),
        partial(asking.lowest, _LOWEST),
    ),
    Rule(
        8,
        noop("哪些商品能用"),
        noop("活动商家的全部商品,是不是活动商品都按类目门槛可以用;其他商家的商品都不能用。"),
        (145, 146),
        (
            Demo(
                noop("甲店的两个类目和丙店的一件"),
                lined(goods("毛衣", 200), goods("书", 120, BOOKS), goods("外套", 500, shop=THIRD)),
            ),
        ),
        asking.merchants,
    ),
    Rule(
        9,
        noop("怎么检查设好了没有"),
        noop("按商品检查:显示出购物券的门槛,就是设好了;没有,就说清为什么。"),
        (147,),
        (Demo(noop("检查通过的书和毛衣放进一车"), lined(goods("毛衣", 199), goods("书", 100, BOOKS))),),
        asking.checks,
    ),
    Rule(
        10,
        noop("有效期和修改"),
        noop(
            "只在 11 月 11 日当天有效,有效期不能改;门槛在 9 月 30 日 0 点前可以改,"
            "只有一组可选的不能改,都不能删。"
        ),
        (148, 149),
        (
            Demo(noop("11 月 10 日最后一秒付款"), (goods("大衣", 400),), at=moment("11-10 23:59:59")),
            Demo(noop("11 月 11 日第一秒付款"), (goods("大衣", 400),), at=moment("11-11 00:00:00")),
            Demo(noop("11 月 12 日付款"), (goods("大衣", 400),), at=moment("11-12 00:00:00")),
        ),
        asking.edits,
    ),
    Rule(
        11,
        noop("一单最多几张"),
        noop("按门槛可以用多张,一个订单最多 30 张(300 元);买家有几张用几张,怎么用最省就怎么用。"),
        (150,),
        (
            Demo(noop("能用 3 张,买家只有 2 张"), (goods("大衣", 600),), held=2),
            Demo(
                noop("只有 2 张:都用在金额大的一边"),
                lined(goods("大衣", 400), goods("手提包", 300, BAGS)),
                held=2,
            ),
            Demo(noop("4,000 元的书:到 30 张为止"), (goods("书", 4_000, BOOKS),), held=99),
            Demo(
                noop("一个订单的两个类目合起来 30 张"),
                lined(goods("书", 2_500, BOOKS), goods("被子", 2_000, TEXTILES)),
                held=99,
            ),
            Demo(
                noop("两家店,两种门槛:一共能省最多的用法"),
                lined(
                    goods("书", 3_000, BOOKS),
                    goods("坚果", 1_450, FOOD),
                    goods("茶", 1_450, FOOD, shop=SECOND),
                ),
                held=99,
            ),
        ),
    ),
    Rule(
        12,
        noop("预热期"),
        noop("11 月 1 日到 10 日预热:看得到,不能用;这时到 11 日,没有参加的商家自己的店铺购物券也暂停。"),
        (151, 152),
        (
            Demo(noop("11 月 5 日付款"), (goods("大衣", 400),), at=moment("11-05 12:00")),
            Demo(
                noop("11 月 5 日,丙店自己的店铺购物券"),
                (goods("外套", 400, shop=THIRD),),
                coupons=(coupon("丙店购物券", 300, 30, shop=THIRD, kind=CouponKind.SHOP_VOUCHER),),
                at=moment("11-05 12:00"),
            ),
            Demo(
                noop("10 月 31 日,同一张券"),
                (goods("外套", 400, shop=THIRD),),
                coupons=(coupon("丙店购物券", 300, 30, shop=THIRD, kind=CouponKind.SHOP_VOUCHER),),
                at=moment("10-31 12:00"),
            ),
        ),
    ),
    Rule(
        13,
        noop("在哪里看得到"),
        noop("商品详情页、购物车和活动承接页都会显示购物券。"),
        (153,),
        (Demo(noop("购物车里看得到,11 月 11 日才减"), (goods("毛衣", 200),), at=moment("11-01 00:00")),),
        asking.shows,
    ),
    Rule(
        14,
        noop("搜索里的标"),
        noop("活动开始后,电脑和手机的搜索结果给活动商家的商品打标,其他商家没有。"),
        (154,),
        (
            Demo(noop("打了标的甲店"), (goods("毛衣", 200),)),
            Demo(noop("没有标的丙店"), (goods("毛衣", 200, shop=THIRD),)),
        ),
        asking.badges,
    ),
    Rule(
        15,
        noop("买家怎么得到"),
        noop("买家用积分兑换,或者从互动活动里得到;店里记下买家收到几张,不知道时按不用券算,并且说出来。"),
        (155,),
        (
            Demo(noop("收到过 3 张"), (goods("大衣", 400),), held=3),
            Demo(noop("不知道买家有几张"), (goods("大衣", 400),), held=None),
            Demo(noop("一张也没有"), (goods("大衣", 400),), held=0),
        ),
    ),
    Rule(
        16,
        noop("预售"),
        noop("付定金时不能用;11 月 11 日付尾款时可以用,按尾款的金额算门槛。"),
        (156,),
        (
            Demo(
                noop("付定金:50 元抵 100 元"),
                (goods("大衣", 500, presale=_presale(Stage.DEPOSIT)),),
                at=moment("11-05 12:00"),
            ),
            Demo(
                noop("11 月 11 日付尾款:剩下 400 元"),
                (goods("大衣", 500, presale=_presale(Stage.FINAL)),),
            ),
        ),
    ),
    Rule(
        17,
        noop("退款退不退券"),
        noop(
            "用了券的子订单在 11 月 11 日全部全额退款、交易关闭,券才退回;"
            "部分退款、12 日才退、售后退款都不退券。"
        ),
        (157, 158, 159, 160),
        (_CHECKOUT,),
        partial(asking.refunds, _CHECKOUT),
    ),
    Rule(
        18,
        noop("看板"),
        noop("商家能看到收到的券、引导的订单,和用了券的订单成交多少钱。"),
        (161,),
        _BOARD,
        partial(asking.figures, _BOARD),
    ),
)
