"""A million made-up orders of one shop over five years, by a few statements.

Skewed as a real shop's are: nearly all are done, a handful is open; a tenth has a remark; some words
stand in many remarks, some in three; one buyer has 3,000 orders; a word of the first two years was
never used again; a day in November sells twenty times as much as another.
"""

from __future__ import annotations

from datetime import UTC, datetime

import psycopg

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
DAYS = 5 * 365
FAITHFUL, FAITHFUL_ORDERS = "老主顾小满", 3_000

# Every chance below comes from `h`, `k` and `r`: numbers out of the row's own number, the same every time.
_BUYERS = """
    INSERT INTO customers_buyer (shop_id, channel, key, name, created_at)
    SELECT %(shop)s, 'taobao', nick, nick, %(now)s FROM (
        SELECT CASE WHEN n = 0 THEN %(faithful)s
                    WHEN n %% 3 = 0 THEN 'tb' || (10000000 + n::bigint * 7919 %% 90000000)
                    ELSE (ARRAY['小', '爱', '南', '云', '雨', '乐', '甜', '清', '安', '星'])[1 + n %% 10]
                         || (ARRAY['米粥', '喝茶', '风来', '朵', '点', '悠悠', '橙', '晨', '然', '河'])
                            [1 + n / 10 %% 10] || n END AS nick
        FROM generate_series(0, %(buyers)s) AS n
    ) AS named
"""
_ORDERS = """
    INSERT INTO orders_order (shop_id, number, buyer_id, buyer_nick, status, status_text, close_reason,
        title, item_count, goods_fen, postage_fen, total_fen, paid_fen, refund_fen, created_at, paid_at,
        receiver_name, receiver_phone, receiver_address, phone_tail, courier, waybill, remark, buyer_message,
        seen_at, extra)
    WITH drawn AS (
        SELECT n, abs(hashint4(n)) AS h, abs(hashint4(n + 7000000)) AS k, abs(hashint4(n + 90000000)) AS r
        FROM generate_series(%(first)s, %(last)s) AS n
    ), placed AS (
        SELECT *, %(now)s + interval '1 second' * (h %% 4000) - interval '1 day' * %(days)s * (1 -
            CASE WHEN h %% 12 = 0 THEN (ceil(n::float / %(orders)s * 5) - 10.2 / 365) / 5
                 ELSE n::float / %(orders)s END) AS drawn_at
        FROM drawn
    ), timed AS (
        SELECT *, least(drawn_at, %(now)s - interval '1 second' * (n %% 5000)) AS created FROM placed
    ), aged AS (
        SELECT *, extract(epoch FROM %(now)s - created) / 86400 AS age FROM timed
    ), told AS (
        SELECT *, CASE
            WHEN age < 0.7 AND h %% 100 < 12 THEN 'WAIT_BUYER_PAY'
            WHEN age < 0.7 OR (age < 3 AND h %% 100 < 30) THEN 'WAIT_SELLER_SEND_GOODS'
            WHEN h %% 1000 < 80 THEN 'TRADE_CLOSED_BY_TAOBAO'
            WHEN h %% 1000 < 120 THEN 'TRADE_CLOSED'
            WHEN age < 12 THEN 'WAIT_BUYER_CONFIRM_GOODS'
            ELSE 'TRADE_FINISHED' END AS status
        FROM aged
    ), worded AS (
        SELECT *, status NOT IN ('WAIT_BUYER_PAY', 'TRADE_CLOSED_BY_TAOBAO') AS paid,
            status IN ('TRADE_CLOSED', 'WAIT_BUYER_CONFIRM_GOODS', 'TRADE_FINISHED') AS sent,
            CASE WHEN k %% 10 = 0 OR n IN (%(orders)s / 7, %(orders)s / 3, %(orders)s - %(orders)s / 50) THEN
                (ARRAY['加急', '改地址', '发顺丰', '送礼请勿放价格单', '客户要求周末送', '改 XL',
                    '多放一张贺卡', '赠品不要'])[1 + k / 10 %% 8]
                || CASE WHEN r %% 40 = 0 THEN ' 补差价' || r %% 100 ELSE '' END
                || CASE WHEN r %% 900 = 0 THEN ' 换吊牌' ELSE '' END
                || CASE WHEN n IN (%(orders)s / 7, %(orders)s / 3, %(orders)s - %(orders)s / 50)
                    THEN ' 绣花签名' ELSE '' END
                || CASE WHEN r %% 3 = 0 AND n < %(orders)s / 5 * 2 THEN ' 送口罩' ELSE '' END
                || CASE WHEN r %% 5 = 0 THEN ' 已电话联系买家' || r %% 1000 ELSE '' END
            ELSE '' END AS remark,
            CASE WHEN r %% 16 = 0 THEN
                (ARRAY['请发顺丰', '尽快发货谢谢', '不要放快递柜', '送人的麻烦包好一点'])[1 + r / 16 %% 4]
            ELSE '' END AS message,
            CASE WHEN h %% 400 = 1 THEN 99900 + k %% 900000 ELSE 1900 + k %% 60000 / 100 * 100 END AS goods,
            1000 * (h %% 4 / 3) AS postage
        FROM told
    )
    SELECT %(shop)s,
        (1200000000000 + n * 2371::bigint)::text || lpad((buyer.id * 7 %% 1000000)::text, 6, '0'),
        buyer.id, buyer.key, worded.status, worded.status,
        CASE worded.status WHEN 'TRADE_CLOSED' THEN '退款' WHEN 'TRADE_CLOSED_BY_TAOBAO' THEN '买家未付款'
            ELSE '' END,
        (ARRAY['羊毛针织衫 浅杏', '高腰牛仔裤 深蓝', '真丝衬衫 米白', '加绒卫衣', '风衣 卡其'])[1 + k %% 5]
            || ' ' || k %% 90,
        1 + h %% 3, goods, postage, goods + postage, CASE WHEN paid THEN goods + postage ELSE 0 END,
        CASE WHEN worded.status = 'TRADE_CLOSED' THEN goods WHEN paid AND r %% 60 = 0 THEN 500 ELSE 0 END,
        created, CASE WHEN paid THEN least(created + interval '1 minute' * (1 + r %% 600), %(now)s) END,
        '张**', '138****' || lpad((buyer.id * 37 %% 10000)::text, 4, '0'),
        '浙江省 杭州市 西湖区 示例路' || k %% 900 || '号', lpad((buyer.id * 37 %% 10000)::text, 4, '0'),
        CASE WHEN sent THEN '圆通速递' ELSE '' END,
        CASE WHEN sent AND h %% 700 <> 5 THEN 'YT' || 7000000000000 + n * 13::bigint
            || CASE WHEN h %% 150 = 3 THEN ' SF' || 900000000000 + n ELSE '' END ELSE '' END,
        remark, message, least(created + interval '8 days', %(now)s),
        jsonb_build_object('宝贝种类', h %% 4, '是否手机订单', '手机订单', '店铺名称', '示例店',
            '分阶段订单信息', '', '支付单号', n)
    FROM worded JOIN customers_buyer AS buyer ON buyer.id = %(first_buyer)s + CASE
        WHEN n %% (%(orders)s / %(faithful_orders)s) = 0 THEN 0 ELSE 1 + k %% %(buyers)s END
    ORDER BY n / 20000, r
"""


def fill(line: psycopg.Connection[tuple[object, ...]], shop_id: int, orders: int) -> None:
    """Physically as imports leave them: month after month, in no order within one."""
    given = {
        "shop": shop_id,
        "now": NOW,
        "days": DAYS,
        "orders": orders,
        "buyers": orders // 3,
        "faithful": FAITHFUL,
        "faithful_orders": min(FAITHFUL_ORDERS, orders // 10),
    }
    line.cursor_factory = psycopg.ClientCursor
    line.execute(_BUYERS, given)
    first = line.execute("SELECT min(id) FROM customers_buyer WHERE shop_id = %(shop)s", given).fetchone()
    assert first
    line.commit()
    step = 100_000
    for begin in range(0, orders, step):
        line.execute(
            _ORDERS, {**given, "first_buyer": first[0], "first": begin, "last": min(begin + step, orders) - 1}
        )
        line.commit()
