"""Groups of buyers: by hand, by rule, and the lists that they narrow."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import AT, Cast, client_of

from zhanggui.customers import queries
from zhanggui.customers.actions import (
    BuyerEntry,
    CannotGroup,
    Purchases,
    add_to_group,
    note_asked,
    record_buyers,
    record_contacts,
    record_purchases,
    remove_from_group,
    retire_group,
    tag_buyer,
    write_group,
)
from zhanggui.customers.models import Buyer, BuyerPast, BuyerTag, GroupMember
from zhanggui.customers.queries import Asked
from zhanggui.customers.queries.groups import fitting
from zhanggui.customers.rules.groups import (
    BuyerFacts,
    GroupRule,
    fault_in,
    fits,
    rule_in,
    with_tag_renamed,
)
from zhanggui.foundation.queries import audit_entries

DAY = timedelta(days=1)
TAGS = ("老客", "女", "爱用顺丰")
NUMBERS = ("610000000001", "610000000002")

facts = st.builds(
    BuyerFacts,
    tags=st.frozensets(st.sampled_from(TAGS)),
    bought=st.frozensets(st.sampled_from(NUMBERS)),
    asked=st.frozensets(st.sampled_from(NUMBERS)),
    contacted_at=st.none() | st.integers(0, 60).map(lambda days: AT - days * DAY),
    orders=st.integers(0, 4),
    paid_fen=st.sampled_from((0, 1, 9_900, 50_000)),
)
some_tags = st.lists(st.sampled_from(TAGS), max_size=2, unique=True).map(tuple)
some_numbers = st.lists(st.sampled_from(NUMBERS), max_size=2, unique=True).map(tuple)
maybe_days, maybe_orders = st.none() | st.integers(0, 60), st.none() | st.integers(0, 4)
maybe_fen = st.none() | st.sampled_from((0, 1, 9_900, 50_000))
rules = st.builds(
    GroupRule,
    all_tags=some_tags,
    any_tags=some_tags,
    no_tags=some_tags,
    bought=some_numbers,
    asked=some_numbers,
    within_days=maybe_days,
    before_days=maybe_days,
    orders_from=maybe_orders,
    orders_below=maybe_orders,
    paid_from_fen=maybe_fen,
    paid_below_fen=maybe_fen,
)


@pytest.mark.parametrize(
    ("rule", "facts", "fit"),
    [
        (GroupRule(all_tags=("a", "b")), BuyerFacts(frozenset("ab")), True),
        (GroupRule(all_tags=("a", "b")), BuyerFacts(frozenset("a")), False),
        (GroupRule(any_tags=("a", "b")), BuyerFacts(frozenset("b")), True),
        (GroupRule(no_tags=("a",)), BuyerFacts(frozenset("ab")), False),
        (GroupRule(bought=("1", "2")), BuyerFacts(bought=frozenset("2")), True),
        (GroupRule(within_days=7), BuyerFacts(contacted_at=AT - 7 * DAY), True),
        (GroupRule(within_days=7), BuyerFacts(contacted_at=AT - 8 * DAY), False),
        (GroupRule(before_days=7), BuyerFacts(contacted_at=AT - 7 * DAY), False),
        (GroupRule(before_days=7), BuyerFacts(contacted_at=AT - 8 * DAY), True),
        (GroupRule(before_days=7), BuyerFacts(), False),
        (GroupRule(orders_below=1), BuyerFacts(), True),
        (GroupRule(orders_from=2), BuyerFacts(orders=2), True),
        (GroupRule(paid_from_fen=100, paid_below_fen=200), BuyerFacts(paid_fen=200), False),
    ],
)
def test_who_fits(rule: GroupRule, facts: BuyerFacts, fit: bool) -> None:
    assert fits(rule, facts, AT) is fit


@given(rules)
def test_a_rule_is_stored_as_it_is(rule: GroupRule) -> None:
    assert rule_in(rule.stored()) == rule
    assert rule_in({**rule.stored(), "of another time": 1}) == rule


@given(rules, rules, facts)
def test_a_further_condition_never_lets_more_in(first: GroupRule, second: GroupRule, one: BuyerFacts) -> None:
    both = GroupRule(all_tags=(*first.all_tags, *second.all_tags), orders_from=first.orders_from)
    if fits(both, one, AT):
        assert fits(GroupRule(all_tags=second.all_tags), one, AT)
        assert fits(GroupRule(orders_from=first.orders_from), one, AT)


@given(rules, facts)
def test_who_fits_still_fits_when_a_tag_has_another_name(rule: GroupRule, one: BuyerFacts) -> None:
    called = frozenset("回头客" if tag == "老客" else tag for tag in one.tags)
    renamed = BuyerFacts(called, one.bought, one.asked, one.contacted_at, one.orders, one.paid_fen)
    assert fits(with_tag_renamed(rule, "老客", "回头客"), renamed, AT) == fits(rule, one, AT)


@pytest.mark.parametrize(
    ("rule", "say"),
    [
        (GroupRule(), "至少写一个条件"),
        (GroupRule(all_tags=tuple(map(str, range(21)))), "最多 20 个词"),
        (GroupRule(orders_from=3, orders_below=3), "要比"),
        (GroupRule(within_days=7, before_days=7), "要比"),
        (GroupRule(all_tags=("a",), no_tags=("a",)), "又要有又要没有"),
    ],
)
def test_a_rule_that_cannot_be(rule: GroupRule, say: str) -> None:
    assert say in str(fault_in(rule))


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(facts, min_size=1, max_size=6), st.lists(rules, min_size=1, max_size=4))
def test_the_database_asks_what_the_rule_asks(
    cast: Cast, told: list[BuyerFacts], asked: list[GroupRule]
) -> None:
    BuyerPast.objects.all().delete()
    Buyer.objects.filter(channel="taobao").delete()
    rows = [
        Buyer(shop_id=cast.shop.id, channel="taobao", key=str(n), name=str(n), created_at=AT)
        for n, _ in enumerate(told)
    ]
    Buyer.objects.bulk_create(rows)
    for row, one in zip(rows, told, strict=True):
        BuyerTag.objects.bulk_create(
            BuyerTag(shop_id=cast.shop.id, buyer=row, name=tag, by_name="", at=AT) for tag in one.tags
        )
        if one.contacted_at:
            record_contacts(shop_id=cast.shop.id, contacts={row.pk: one.contacted_at})
        for number in one.asked:
            note_asked(shop_id=cast.shop.id, buyer_id=row.pk, item_number=number)
        if one.orders or one.paid_fen or one.bought:
            bought = Purchases(one.orders, one.paid_fen, AT, tuple(one.bought))
            record_purchases(shop_id=cast.shop.id, purchases={row.pk: bought})
    for rule in asked:
        found = Buyer.objects.filter(shop_id=cast.shop.id, channel="taobao").filter(fitting(rule, at=AT))
        expected = {row.pk for row, one in zip(rows, told, strict=True) if fits(rule, one, AT)}
        assert set(found.values_list("pk", flat=True)) == expected


def names(cast: Cast, at: datetime = AT, **asked: Any) -> list[str]:
    page = queries.buyers_page(cast.shop.id, Asked(**asked), at=at)
    return [row.buyer.name for row in page.rows]


@pytest.mark.seed(9)
@pytest.mark.django_db
def test_after_the_first_contact_a_buyer_stands_in_the_contact_list(cast: Cast) -> None:
    buyer, other = cast.visitor("甲"), cast.visitor("乙")
    group_id = write_group(name="好友", rule=None, by=cast.lead.actor, at=AT)
    for _ in range(2):  # a double click
        add_to_group(buyer=buyer, group_id=group_id, by=cast.agent.actor, at=AT)
    assert GroupMember.objects.count() == 1
    (member,) = queries.memberships([buyer.id, other.id])[buyer.id]
    assert (member.name, member.by_name, member.at) == ("好友", cast.agent.actor.name, AT)
    assert names(cast, in_contacts=True) == [buyer.name]
    assert names(cast, group=queries.group_card(cast.shop.id, group_id)) == [buyer.name]
    for _ in range(2):
        remove_from_group(buyer=buyer, group_id=group_id, by=cast.second.actor, at=AT)
    assert names(cast, in_contacts=True) == []
    said = [(one.verb, one.changes) for one in audit_entries(cast.shop.id)[:2]]
    assert said == [
        ("remove_from_group", {"buyer_group": ["好友", None]}),
        ("add_to_group", {"buyer_group": [None, "好友"]}),
    ]


@pytest.mark.django_db
def test_a_group_by_rule_is_counted_anew_each_time(cast: Cast) -> None:
    rule = GroupRule(any_tags=("老客", "女"), orders_from=1)
    group_id = write_group(name="常来", rule=rule, by=cast.lead.actor, at=AT)
    group = queries.group_card(cast.shop.id, group_id)
    assert group is not None
    buyer = cast.visitor()
    tag_buyer(buyer=buyer, name="女", by=cast.agent.actor, at=AT)
    assert queries.count_in(cast.shop.id, group, at=AT) == 0
    record_purchases(shop_id=cast.shop.id, purchases={buyer.id: Purchases(1, 9_900, AT)})
    assert queries.count_in(cast.shop.id, group, at=AT) == 1
    assert names(cast, group=group) == [buyer.name]
    with pytest.raises(CannotGroup, match="按规则的分组"):
        add_to_group(buyer=buyer, group_id=group_id, by=cast.agent.actor, at=AT)


@pytest.mark.django_db
def test_groups_that_cannot_be(cast: Cast) -> None:
    by = cast.lead.actor
    group_id = write_group(name="好友", rule=None, by=by, at=AT)
    for name, say in (("好友", "已经有"), (" ", "1 到 20"), ("长" * 21, "1 到 20")):
        with pytest.raises(CannotGroup, match=say):
            write_group(name=name, rule=None, by=by, at=AT)
    with pytest.raises(CannotGroup, match="不能互相改"):
        write_group(name="好友", rule=GroupRule(orders_from=1), group_id=group_id, by=by, at=AT)
    with pytest.raises(CannotGroup, match="至少写一个条件"):
        write_group(name="空的", rule=GroupRule(), by=by, at=AT)
    other = cast.visitor("丙", shop=cast.other_shop)
    with pytest.raises(CannotGroup, match="不在了"):
        add_to_group(buyer=other, group_id=group_id, by=cast.stranger.actor, at=AT)
    with pytest.raises(CannotGroup, match="不在了"):
        retire_group(group_id=group_id, by=cast.stranger.actor, at=AT)
    retire_group(group_id=group_id, by=by, at=AT)
    retire_group(group_id=group_id, by=by, at=AT)
    assert queries.groups(cast.shop.id) == []
    assert write_group(name="好友", rule=None, by=by, at=AT) != group_id


@pytest.mark.django_db
def test_a_list_asks_contact_orders_channel_and_tags(cast: Cast) -> None:
    entries = [BuyerEntry("tb1", ("女", "老客")), BuyerEntry("tb2", ("女",)), BuyerEntry("tb3")]
    record_buyers(shop_id=cast.shop.id, entries=entries, by=cast.manager.actor, at=AT)
    visitor = cast.visitor()
    ids = dict(Buyer.objects.values_list("name", "pk"))
    contacts = {ids["tb1"]: AT - 3 * DAY, ids["tb2"]: AT - 60 * DAY}
    record_contacts(shop_id=cast.shop.id, contacts=contacts)
    record_purchases(shop_id=cast.shop.id, purchases={ids["tb1"]: Purchases(3, 100, AT)})
    assert names(cast, tags=("女",)) == ["tb2", "tb1"]
    assert names(cast, tags=("女", "老客")) == ["tb1"]
    assert names(cast, contact="week") == ["tb1"]
    assert names(cast, contact="away") == ["tb2"]
    assert names(cast, orders="often") == ["tb1"]
    assert names(cast, orders="none") == [visitor.name, "tb3", "tb2"]
    assert names(cast, channel="web") == [visitor.name]
    row = queries.buyers_page(cast.shop.id, Asked(orders="some"), at=AT).rows[0]
    assert (row.past.orders, row.past.paid_fen, row.past.contacted_at) == (3, 100, AT - 3 * DAY)


@pytest.mark.django_db
def test_a_file_puts_buyers_into_groups_and_back_out(cast: Cast) -> None:
    write_group(name="常来", rule=GroupRule(orders_from=1), by=cast.lead.actor, at=AT)
    entries = [BuyerEntry("tb1", None, None, ("好友", "老朋友")), BuyerEntry("tb2", None, None, ("常来",))]
    done = record_buyers(shop_id=cast.shop.id, entries=entries, by=cast.manager.actor, at=AT)
    assert (done.new, [(one.place, one.field) for one in done.refused]) == (1, [(1, "groups")])
    again = record_buyers(shop_id=cast.shop.id, entries=entries[:1], by=cast.manager.actor, at=AT)
    assert again.unchanged == 1
    assert [one.name for one in queries.groups(cast.shop.id)] == ["好友", "老朋友", "常来"]
    assert [one.groups for one in queries.all_buyers(cast.shop.id)] == [("好友", "老朋友")]


@pytest.mark.django_db
def test_the_pages(cast: Cast) -> None:
    lead, agent = client_of(cast.lead), client_of(cast.agent)
    buyer = cast.visitor()
    tag_buyer(buyer=buyer, name="回头客", by=cast.agent.actor, at=AT)
    moved = lead.post("/buyers/words/move", {"how": "merge", "name": "回头客", "to": "老客"})
    assert "1 位买家的标签跟着改了" in moved.content.decode()
    refused = lead.post("/buyers/words/move", {"how": "rename", "name": "老客", "to": "男"})
    assert refused.status_code == 400
    assert "请用「合并」" in refused.content.decode()
    assert agent.get("/buyers/words/").status_code == 403
    typed = {"by": "rule", "name": "老客们", "all_tags": "老客、", "within_days": "x"}
    assert "要写成数字" in lead.post("/buyers/groups/write", typed).content.decode()
    assert lead.post("/buyers/groups/write", {**typed, "within_days": ""}).status_code == 200
    (group,) = queries.groups(cast.shop.id)
    assert group.rule == GroupRule(all_tags=("老客",))
    assert "1 位" in agent.get(f"/buyers/groups/{group.id}/count").content.decode()
    assert "现在有 1 位" in lead.get("/buyers/groups/preview", {"all_tags": "老客"}).content.decode()
    assert "至少写一个条件" in lead.get("/buyers/groups/preview").content.decode()
    assert buyer.name in agent.get("/buyers/", {"group": group.id}).content.decode()
    by_hand = write_group(name="好友", rule=None, by=cast.lead.actor, at=AT)
    slot = agent.post(f"/buyers/{buyer.id}/groups", {"group": by_hand}).content.decode()
    assert "移出分组 好友" in slot
    assert agent.post(f"/buyers/{buyer.id}/groups/{by_hand}/remove").status_code == 200
    assert queries.memberships([buyer.id]) == {}
