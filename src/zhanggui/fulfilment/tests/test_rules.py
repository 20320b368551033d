"""Pure decisions: addresses taken apart, what is doubtful about them, and how long silence may last."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import AT

from zhanggui.foundation.moves import CannotMove
from zhanggui.fulfilment import rules
from zhanggui.fulfilment.divisions import divisions
from zhanggui.fulfilment.rules import Area, Finding, Receiver, Unserved, doubts, is_same, parse
from zhanggui.fulfilment.rules.divisions import names_of

# address, province, city, district, the rest
TOLD = (
    ("浙江省 杭州市 西湖区 示例路1号(000000)", "浙江省", "杭州市", "西湖区", "示例路1号"),
    ("浙江省杭州市西湖区示例路1号", "浙江省", "杭州市", "西湖区", "示例路1号"),
    ("浙江杭州西湖区示例路1号", "浙江省", "杭州市", "西湖区", "示例路1号"),
    ("杭州市西湖区西湖大道1号", "浙江省", "杭州市", "西湖区", "西湖大道1号"),
    ("浙江省 杭州市 西湖区 浙江省杭州市西湖区示例路1号", "浙江省", "杭州市", "西湖区", "示例路1号"),
    ("北京 北京市 朝阳区 示例街道 1号楼", "北京市", "北京市", "朝阳区", "示例街道 1号楼"),
    ("北京朝阳区南京东路1号", "北京市", "北京市", "朝阳区", "南京东路1号"),
    ("上海市浦东新区示例路1号", "上海市", "上海市", "浦东新区", "示例路1号"),
    ("重庆 重庆市 忠县 示例镇1号", "重庆市", "重庆市", "忠县", "示例镇1号"),
    ("重庆市市辖区渝北区示例路1号", "重庆市", "重庆市", "渝北区", "示例路1号"),
    ("昆山市示例路1号", "江苏省", "苏州市", "昆山市", "示例路1号"),
    ("江苏省昆山市示例路1号", "江苏省", "苏州市", "昆山市", "示例路1号"),
    ("内蒙古 呼和浩特市 新城区 示例路1号", "内蒙古自治区", "呼和浩特市", "新城区", "示例路1号"),
    ("广西南宁市青秀区示例路1号", "广西壮族自治区", "南宁市", "青秀区", "示例路1号"),
    ("吉林省延边州延吉市示例路1号", "吉林省", "延边朝鲜族自治州", "延吉市", "示例路1号"),
    ("云南西双版纳景洪市示例路1号", "云南省", "西双版纳傣族自治州", "景洪市", "示例路1号"),
    ("吉林市船营区示例路1号", "吉林省", "吉林市", "船营区", "示例路1号"),
    ("青海省海南藏族自治州共和县示例路1号", "青海省", "海南藏族自治州", "共和县", "示例路1号"),
    ("河北唐山路南区示例路1号", "河北省", "唐山市", "路南区", "示例路1号"),
    ("浙江省杭州市钱塘区示例路1号", "浙江省", "杭州市", "钱塘区", "示例路1号"),
    ("江苏省 苏州市 工业园区 示例路1号", "江苏省", "苏州市", "工业园区", "示例路1号"),
    ("四川省 成都市 天府新区 示例路1号", "四川省", "成都市", "天府新区", "示例路1号"),
    ("浙江省 杭州市 其它区 示例路1号", "浙江省", "杭州市", "其它区", "示例路1号"),
    ("浙江省 杭州市 新立县 示例路1号", "浙江省", "杭州市", "新立县", "示例路1号"),
    ("广东省 东莞市 长安镇 示例路1号", "广东省", "东莞市", "", "长安镇 示例路1号"),
    ("湖北省仙桃市示例路1号", "湖北省", "仙桃市", "", "示例路1号"),
    ("香港特别行政区 九龙 示例道1号", "香港特别行政区", "", "", "九龙 示例道1号"),
    ("上海 浦东 世纪大道100号", "上海市", "上海市", "浦东新区", "世纪大道100号"),
    ("上海市闸北区天目西路99号", "上海市", "上海市", "闸北区", "天目西路99号"),
    ("天津市静海县团泊镇3号", "天津市", "天津市", "静海区", "团泊镇3号"),
    ("重庆 县 云阳县 双江街道 8号", "重庆市", "重庆市", "云阳县", "双江街道 8号"),
    ("内蒙古呼伦贝尔市鄂伦春旗阿里河镇5号", "内蒙古自治区", "呼伦贝尔市", "鄂伦春自治旗", "阿里河镇5号"),
    ("西藏那曲地区那曲县那曲镇3号", "西藏自治区", "那曲市", "那曲县", "那曲镇3号"),
    ("新疆伊犁州伊宁县吉里于孜镇2号", "新疆维吾尔自治区", "伊犁哈萨克自治州", "伊宁县", "吉里于孜镇2号"),
    ("新疆巴州库尔勒市人民东路3号", "新疆维吾尔自治区", "巴音郭楞蒙古自治州", "库尔勒市", "人民东路3号"),
    ("新疆生产建设兵团第八师石河子市150团1连", "新疆维吾尔自治区", "石河子市", "", "150团1连"),
    ("新疆克州阿图什市光明路1号", "新疆维吾尔自治区", "克孜勒苏柯尔克孜自治州", "阿图什市", "光明路1号"),
    ("海南省省直辖县级行政区划陵水黎族自治县椰林镇1号", "海南省", "陵水黎族自治县", "", "椰林镇1号"),
    ("浙江义乌北苑街道1号", "浙江省", "金华市", "义乌市", "北苑街道1号"),
    ("广东省深圳市龙华新区民治街道1号", "广东省", "深圳市", "龙华区", "民治街道1号"),
    ("云南怒江州泸水县六库镇1号", "云南省", "怒江傈僳族自治州", "泸水市", "六库镇1号"),
    ("贵州遵义县南白镇1号", "贵州省", "遵义市", "遵义县", "南白镇1号"),
    ("甘肃临夏州东乡县锁南镇1号", "甘肃省", "临夏回族自治州", "东乡族自治县", "锁南镇1号"),
    ("吉林省长春市公主岭市河南街道1号", "吉林省", "长春市", "公主岭市", "河南街道1号"),
    ("河北雄安新区容城县1号", "河北省", "雄安新区", "雄安新区", "容城县1号"),
    ("江苏省扬州市江都市仙女镇1号", "江苏省", "扬州市", "江都区", "仙女镇1号"),
    ("香港 香港岛 中西区 皇后大道中1号", "香港特别行政区", "", "", "香港岛 中西区 皇后大道中1号"),
    ("广东省广东省广州市广州市天河区天河区体育西路1号", "广东省", "广州市", "天河区", "体育西路1号"),
    ("浙江省浙江省杭州市西湖区文三路1号", "浙江省", "杭州市", "西湖区", "文三路1号"),
    ("收货地址：浙江省杭州市西湖区文三路1号", "浙江省", "杭州市", "西湖区", "文三路1号"),
    ("杭州市杭州市西湖区文三路1号", "浙江省", "杭州市", "西湖区", "文三路1号"),
    ("四川达县南外镇1号", "四川省", "达州市", "达县", "南外镇1号"),
    ("台湾省台北市示例路1号", "台湾省", "", "", "台北市示例路1号"),
)


@pytest.mark.parametrize(("address", "province", "city", "district", "detail"), TOLD)
def test_what_an_address_names(address: str, province: str, city: str, district: str, detail: str) -> None:
    parsed = parse(address, divisions())
    assert (parsed.area, parsed.detail) == (Area(province, city, district), detail)
    assert not parsed.conflict


DOUBTFUL: tuple[tuple[str, list[Finding]], ...] = (
    ("浙江省 杭州市 西湖区 示例路1号", []),
    ("浙江省 杭州市 西湖区 示例镇样本村", []),
    ("浙江省 杭州市 西湖区 示例大学东门", []),
    ("浙江省 杭州市 西湖区 示例小区三幢", []),
    ("广东省 东莞市 长安镇 示例路1号", []),
    ("浙江省 杭州市 西湖区 示例路", [Finding.NUMBER]),
    ("浙江省 杭州市 西湖区 样本花园", [Finding.NUMBER]),
    ("浙江省 杭州市 西湖区", [Finding.DETAIL]),
    ("浙江省 杭州市 西湖区 示例路 13800000021", [Finding.NUMBER]),
    ("江苏省 杭州市 西湖区 示例路1号", [Finding.CONFLICT]),
    ("浙江省 杭州市 示例路1号", [Finding.DISTRICT]),
    ("浙江省杭州市西胡区示例路1号", [Finding.DISTRICT]),
    ("浙江省 杭州市 西胡区 示例路1号", [Finding.DISTRICT]),
    ("浙江省 南京市 鼓楼区 示例路1号", [Finding.CONFLICT]),
    ("杭州市鼓楼区示例路1号", [Finding.CONFLICT]),
    ("朝阳区示例路1号", [Finding.CITY]),
    ("浙江省示例路1号", [Finding.CITY]),
    ("示例路1号", [Finding.PROVINCE]),
    ("浙江省杭州市****", []),  # behind the platform's mask nothing can be judged
)


@pytest.mark.seed(51)
@pytest.mark.parametrize(("address", "found"), DOUBTFUL)
def test_what_is_doubtful_about_a_place(address: str, found: list[Finding]) -> None:
    receiver = Receiver("米小周", "13800000021", address)
    assert list(doubts(receiver, parse(address, divisions()), unserved=False)) == found


def test_of_an_order_whose_source_names_no_receiver_nothing_is_doubtful() -> None:
    assert doubts(Receiver("", "", ""), parse("", divisions()), unserved=False) == ()


def test_a_receiver_without_name_or_phone_where_no_courier_goes() -> None:
    address = "浙江省 杭州市 西湖区 示例路1号"
    found = doubts(Receiver("", "138", address), parse(address, divisions()), unserved=True)
    assert list(found) == [Finding.NAME, Finding.PHONE, Finding.COURIER]


@given(st.text(max_size=80))
def test_no_text_is_too_odd_to_be_taken_apart(text: str) -> None:
    parsed = parse(text, divisions())
    assert len(parsed.detail) <= len(rules.plain(text))


_DISTRICTS = sorted(
    Area(city.province, city.city, district)
    for city, districts in divisions().districts.items()
    for district in districts
)


@given(st.sampled_from(_DISTRICTS), st.sampled_from(("", " ")), st.integers(1, 999))
def test_every_district_of_the_list_is_known_again(area: Area, between: str, number: int) -> None:
    written = between.join((area.province, area.city, area.district, f"示例路{number}号"))
    parsed = parse(written, divisions())
    assert (parsed.area, parsed.detail, parsed.conflict) == (area, f"示例路{number}号", False)


def test_the_list_is_whole() -> None:
    known = divisions()
    provinces = {place.area.province for places in known.written.values() for place in places}
    assert len(provinces) == 34
    assert len(_DISTRICTS) > 2_800


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("浙江省", "浙江"),
        ("内蒙古自治区", "内蒙古"),
        ("广西壮族自治区", "广西"),
        ("新疆维吾尔自治区", "新疆"),
        ("延边朝鲜族自治州", "延边"),
        ("双江拉祜族佤族布朗族傣族自治县", "双江"),
        ("隆林各族自治县", "隆林"),
        ("莫力达瓦达斡尔族自治旗", "莫力达瓦"),
        ("香港特别行政区", "香港"),
        ("大兴安岭地区", "大兴安岭"),
        ("东区", "东区"),
    ],
)
def test_short_names(name: str, short: str) -> None:
    assert names_of(name)[-1] == short


@pytest.mark.parametrize(
    ("phone", "province", "valid"),
    [
        ("13800000001", "", True),
        ("138 0000 0001", "", True),
        ("+86 13800000001", "", True),
        ("13800000001-1234", "", True),  # lives for one parcel
        ("13800000001转1234", "", True),
        ("0571-88000000", "", True),
        ("010 88000000-123", "", True),
        ("138****0001", "", True),
        ("13800000001,0571-88000000", "", True),
        ("1380000000", "", False),
        ("12800000001", "", False),
        ("138000000011", "", False),
        ("88000000", "", False),
        ("", "", False),
        ("61234567", "", False),
        ("61234567", "香港特别行政区", True),
        ("+852 6123 4567", "香港特别行政区", True),
        ("+853 66123456", "澳门特别行政区", True),
        ("0912345678", "台湾省", True),
    ],
)
def test_phones(phone: str, province: str, valid: bool) -> None:
    assert rules.phone_is_valid(phone, province=province) is valid


def test_the_same_receiver_in_another_writing_is_the_same() -> None:
    one = Receiver("米小周", "13800000021", "浙江省 杭州市 西湖区 示例路1号(000000)")
    assert one.digest == Receiver("米小周", "13800000021", "浙江省杭州市西湖区示例路1号").digest
    assert one.digest != Receiver("米小周", "13800000021", "浙江省杭州市西湖区示例路2号").digest
    assert is_same(one, Receiver("米**", "138****0021", "浙江省 杭州市 西湖区 ***"))
    assert not is_same(one, Receiver("周**", "138****0021", "浙江省 杭州市 西湖区 ***"))


@pytest.mark.parametrize(
    ("detail", "shown"),
    [("示例路1号", "示例路*号"), ("示例路18号3幢201室", "示例路*号*幢…"), ("样本村", "样本村")],
)
def test_the_buyer_knows_the_street_and_nobody_finds_the_door(detail: str, shown: str) -> None:
    assert rules.masked_detail(detail) == shown


DAY = date(2026, 11, 21)
SOME = Area("浙江省", "舟山市", "嵊泗县")


@pytest.mark.parametrize(
    ("unserved", "courier", "hit"),
    [
        (Unserved(Area("浙江省"), "", DAY, None), "", True),
        (Unserved(Area("浙江省", "舟山市"), "", DAY, None), "中通", True),
        (Unserved(Area("浙江省", "杭州市"), "", DAY, None), "", False),
        (Unserved(SOME, "中通", DAY, None), "中通", True),
        (Unserved(SOME, "中通", DAY, None), "顺丰", False),
        (Unserved(SOME, "中通", DAY, None), "", False),
        (Unserved(SOME, "", DAY + timedelta(days=1), None), "", False),
        (Unserved(SOME, "", DAY - timedelta(days=2), DAY), "", False),  # over on this very day
        (Unserved(SOME, "", DAY - timedelta(days=2), DAY + timedelta(days=1)), "", True),
    ],
)
def test_where_couriers_do_not_go(unserved: Unserved, courier: str, hit: bool) -> None:
    assert rules.is_unserved(SOME, courier, DAY, [unserved]) is hit


HALF = timedelta(minutes=30)


@pytest.mark.seed(51, 63)
@pytest.mark.parametrize(
    ("before_cut_off", "release", "due"),
    [
        (timedelta(hours=4), HALF, timedelta(hours=3, minutes=30)),
        (timedelta(minutes=50), timedelta(minutes=20), HALF),
        (timedelta(minutes=30), timedelta(0), HALF),
        (timedelta(minutes=10), timedelta(0), timedelta(minutes=10)),
    ],
)
def test_silence_lasts_half_an_hour_or_until_half_an_hour_before_cut_off(
    before_cut_off: timedelta, release: timedelta, due: timedelta
) -> None:
    cut_off_at = AT + before_cut_off
    assert rules.release_at(AT, cut_off_at, silence=HALF, before_cut_off=HALF) == AT + release
    assert rules.due_at(AT, cut_off_at, silence=HALF, before_cut_off=HALF) == AT + due


@given(st.integers(0, 2_000), st.integers(0, 240), st.integers(0, 240))
def test_nobody_waits_beyond_cut_off(minutes: int, silence: int, before: int) -> None:
    cut_off_at, quiet = AT + timedelta(minutes=minutes), timedelta(minutes=silence)
    ahead = timedelta(minutes=before)
    release = rules.release_at(AT, cut_off_at, silence=quiet, before_cut_off=ahead)
    assert AT <= release <= AT + quiet
    assert release <= max(AT, cut_off_at)
    assert rules.due_at(AT, cut_off_at, silence=quiet, before_cut_off=ahead) <= cut_off_at


def test_reading_lets_go_what_no_job_has() -> None:
    at: datetime = AT
    assert rules.state_at("asked", at, at) == "released"
    assert rules.state_at("asked", at + HALF, at) == "asked"
    assert rules.state_at("held", at, at + HALF) == "held"


@pytest.mark.parametrize("state", sorted(rules.CHECK.states))
@pytest.mark.parametrize("move", sorted(rules.CHECK.moves))
def test_only_the_table_moves_a_check(state: str, move: str) -> None:
    if (state, move) in rules.CHECK.table:
        assert rules.CHECK.after(state, move) == rules.CHECK.table[state, move]
    else:
        with pytest.raises(CannotMove):
            rules.CHECK.after(state, move)


def test_what_the_buyers_yes_settles() -> None:
    assert rules.buyer_settles([Finding.NUMBER, Finding.CHANGED])
    assert not rules.buyer_settles([Finding.NUMBER, Finding.PHONE])
