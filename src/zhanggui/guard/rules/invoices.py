"""R01: who asks for an invoice gets one, whatever the amount.

No to one kind of invoice (专票, on paper) is no refusal: another kind serves. Nor is "not yet" with the
day on which it will be; "not now" without one is.
"""

from __future__ import annotations

from zhanggui.guard.rules.words import MATCH, RedLine, Severity

_INVOICE = "(?:发票|票据|税票|普票|invoice)"
# A bare 票 is an invoice unless it is a ticket, a stamp or a purse.
_BILL = "(?<![专优车门机影邮彩股钞支投船小])票(?!夹|根|价|友|面|圈|房|数|选)"
_ANY = f"(?:{_INVOICE}|{_BILL})"
_GIVE = "(?:开具|开得?|出具|出|提供|补开|补|给|寄|附|带|含|配|办理|打印|弄|搞)"
_NOBODY = "(?:再|另外|单独|帮忙?|给|为|跟|您|你们?|亲|大家|店铺|我们|个人|客户|买家|顾客|任何人){0,4}"
_WHAT = (
    "(?:任何|什么|正规|国内|品牌|专柜|增值税|普通|电子|机打|手写|税务|有关|相关|有效"
    "|您要?|你|亲|这个|的|了|呢){0,4}"
)
_NO = (
    "(?:(?<![扫开打印看查显找])不(?:能够?|可以|可能|可|会|给|让|许|予|想|愿意?|打算|支持|允许|肯|再|用)?"
    "|无法|没法|没办法|没有办法|做不到|拒绝|恕不|概不|停止|已?经?取消了?|暂停|没能力|没有?资格)"
)
_NONE = "(?<!有)(?:没有?|无)"
_CANNOT = "(?:开具?|出具?|提供|补开?|给|弄|搞|办|打|做|整|拿)票?(?:不了|不出来?|不成|不到|不来|不上|不起)"
# Words between the invoice and its refusal: anything of the same clause but a promise.
_THEN = (
    "(?:(?!可以|能开(?!不)|都开(?!不)|会开|已(?!经?(?:用|停|取消|没|不))|随|收到|打不开|有没有|是不是"
    "|不是|不会|不在|抬头|□)[^,? ]){0,10}?"
)
_US = "我们家?店?|咱们?家?店?|本店|小店|店里|这边|目前|现在|暂时|也|都|就"
_TOPIC = (
    "(?:的话|时间|日期|期限|方面|这个|这块|呢|啊|呀|嘛|吗|么|哈|的)?[,? ]"
    f"(?:亲|真的|真|确实|实在|抱歉|不好意思|{_US}|是|一律|一概){{0,4}}"
)
_END = "(?:的|了|哦|呢|呀|啊|哈|喔|噢|嘛|哟|滴|亲|您|提供|办法|给您){0,4}(?=[, ]|$)"

_REFUSALS = (
    # No, and then the invoice: 不能给您开发票, 开不了票, 没有正规发票, 没票.
    f"{_NO}{_NOBODY}{_GIVE}{_WHAT}{_ANY}",
    f"{_CANNOT}{_WHAT}{_ANY}",
    f"{_NONE}{_WHAT}{_INVOICE}(?!抬头|号|入口|限制|问题|夹|内容|金额)",
    f"(?:(?<=[, 们店款品的也都是就此])|^){_NONE}{_BILL}",
    f"{_NONE}{_WHAT}(?:开(?:发)?票|发票)的?(?:服务|资格|资质|权限|业务|能力|额度)",
    # The invoice, and then no: 发票开不了, 发票呢,小店是没有的, 票用完了.
    f"{_ANY}{_THEN}{_CANNOT}",
    f"{_ANY}{_TOPIC}{_CANNOT}",
    f"{_ANY}{_THEN}(?:没有?|无){_END}",
    f"{_ANY}{_TOPIC}(?:没有?|无){_END}",
    f"{_ANY}{_THEN}{_NO}{_NOBODY}{_GIVE}",
    f"{_ANY}{_TOPIC}{_NO}{_NOBODY}{_GIVE}(?!纸质|专)",
    f"{_ANY}[^,?]{{0,8}},(?:{_US}){{0,3}}(?:{_NO}开|开不了){_END}",
    f"{_ANY}{_THEN}(?:不行|不可以|要不了|用完|用光|领不到|拿不到|免谈|停开|停了|停止|取消)",
    f"{_ANY}{_THEN}(?:别要|不要|算|免|省)了",
    # Without saying no: no invoice in the price, money for going without, go elsewhere, a receipt instead.
    f"不(?:含|带)税?不?(?:含|带)?{_ANY}",
    "不(?:要|开)发?票[^,?也不没]{0,4}(?:便宜|优惠|减|少|返|降)",
    "不(?:要|开)发?票(?:行不行|好不好|可以吗|行吗|好吗)",
    "要?开?发?票的?话?[^,?]{0,4}(?:别买|不卖|不做)",
    (
        f"{_ANY}[^?]{{0,8}}(?:去|到|找|上)?"
        "(?:别的?家|别的店|另找|其[他它][店家]|另[^,?]{0,2}一家|换一?家|专柜|线下)"
    ),
    f"要[^,?]{{0,2}}{_ANY}[^,?]{{0,4}}退[款货]吧",
    "只(?:能|有|可以)?[^,?]{0,4}收据",
    "(?:开|给)[^,?]{0,4}收据(?:行|可以|好|吧)",
    f"收据[^,?]{{0,3}}(?:代替|当|抵){_ANY}",
    f"(?:还(?:要|开)|哪里?(?:还|能)?(?:会)?[有开])[^,?]{{0,2}}{_ANY}",
    f"不值得开{_ANY}",
    # Only for some: from an amount on, or for companies.
    f"(?:满\\d+元?|以上)才[^,?]{{0,5}}{_ANY}",
    f"只[给能对有][^,?]{{0,6}}(?:企业|公司|单位)[^,?]{{0,4}}{_ANY}",
    f"个人[^,?]{{0,3}}不[给能]开{_END}",
    # In English.
    f"(?:no|without)(?: an?| any)? ?{_INVOICE}",
    f"{_INVOICE}s? (?:is |are )?(?:not available|unavailable)",
    f"(?:can ?not|can ?t|do ?n ?t|do not|wo ?n ?t|unable to|not able to)[a-z ]{{1,24}}{_INVOICE}",
)

_DAYS = "明天|后天|周[一二三四五六日天]|星期|下周|下?月初?|上班|恢复|到了?|签收后|收货后|付款后"
_EXCUSES = (
    # Said twice, no is yes; and somebody else's no is not ours.
    (
        "(?:不会|不能|不可能|不是|没有|不存在|拒绝|从不|绝不|哪有|怎么会|怎么可能|不得|禁止|没说|出现过)"
        f"(?:我们)?{MATCH}"
    ),
    (f"(?:谁说|客服说|同事说|里说|(?<![跟和给])您说|反馈的?|担心|怕|以为|遇到)(?:是?我们|商家|店家)?{MATCH}"),
    f"(?:别家|别的店|上一家|有些店|有的店|其他店|那种){MATCH}",
    f"{MATCH}的?(?:说法|道理|情况|商家|小?店|可能)",
    f"{MATCH}[^,?]{{0,3}}(?:是|要)(?:要?被|违规|违法|不对|不行|口误|误会|正常|上一?位)",
    f"{MATCH}[^,?]{{0,6}}(?:拨打|打1|投诉|反映|举报|处罚)",
    # Conditions and questions.
    f"(?:如果|要是|万一|若是?)(?:您|你|自己|我们|商家){{0,3}}{MATCH}",
    f"{MATCH}[^,? ]{{0,4}}的话",
    f"(?:您|你|亲)(?:是|是不是|是否)?(?:没有?|还没)?{MATCH}[^,? ]{{0,3}}(?:吗|呢|么|嘛|\\?)",
    f"{MATCH}也",
    # What may be done for nobody: without a tax number, twice, for more than was paid, for nothing sold.
    f"(?:没有?|没填|不填|不提供|填错|少|缺)[^,?]{{0,4}}(?:税号|抬头|信息|资料)[^?]{{0,12}}{MATCH}",
    f"(?:税号|抬头|信息|资料)[^,?]{{0,4}}(?:不完整|填错|错|不对|不全)[^?]{{0,6}}{MATCH}",
    f"(?:部分|退款成功[^?]{{0,6}}|全额退款[^?]{{0,14}}|赠品|已关闭的订单|取消的订单){MATCH}",
    f"(?:虚开|多开|重复开)[^,?]{{0,6}}{MATCH}",
    f"退(?:差价|款|货|掉)[^,?]{{0,6}}{MATCH}",
    f"没付款[^,?]{{0,4}}{MATCH}",
    # Not yet, with the day or the condition on which it will be.
    f"(?:没|未)(?:确认)?(?:收货|签收|付款)[^?]{{0,10}}{MATCH}",
    f"(?:定金|尾款)[^?]{{0,12}}{MATCH}",
    f"{MATCH}[^?]{{0,12}}(?:{_DAYS})[^?]{{0,14}}(?:开|补|寄|发)",
    # Not this way, but another.
    f"{MATCH}[^?]{{0,14}}(?:麻烦|您把|转给|转财务|自助|申请开票|改好|入口)",
    f"{MATCH}[^?]{{0,14}}(?:可以|也能|照常|只能|给您|会)(?:给您|帮您)?(?:开|补)(?!.{{0,3}}收据)",
    f"{MATCH}[^?]{{0,10}}(?:帮您|给您)申请",
    f"(?:包裹|箱子?|盒子?|袋子?|快递)(?:里面?|内)?{MATCH}",
    f"只[^,?]{{0,4}}电子{MATCH}纸质",
    f"(?:纸质|专用){MATCH}(?!.{{0,12}}(?:也没|都没|也不|都不))",
    # Another kind of ticket.
    f"(?:演唱会|电影|景区|火车|飞机|比赛|展览|音乐节|话剧)的?{MATCH}",
)

R01 = RedLine(
    id="R01",
    title="发票",
    about="票|收据|invoice|个人",
    severity={"tmall": Severity.BLOCK, "taobao": Severity.WARN},
    patterns=_REFUSALS,
    exceptions=_EXCUSES,
    say="买家要发票,金额大小都得开;天猫店拒开发票是高压线。",
    instead="可以开发票的,请提供一下抬头和税号,开好后发给您。",
    source="天猫客服高压线「天猫店铺的发票」; 天猫客服规则一.1 (2021 年公开稿)",
)
