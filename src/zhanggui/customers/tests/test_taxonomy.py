"""The shop's tags by group: changed, renamed, merged; and what that does to buyers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import AT, Cast

from zhanggui.customers import queries
from zhanggui.customers.actions import (
    BuyerEntry,
    CannotChangeTags,
    add_tag_word,
    drop_tag_group,
    ensure_buyers,
    merge_tags,
    raise_tag_group,
    record_buyers,
    rename_tag,
    retire_tag_word,
    tag_buyer,
    untag_buyer,
    write_group,
    write_tag_group,
)
from zhanggui.customers.models import Buyer, BuyerTag, TagGroup
from zhanggui.customers.queries import BuyerCard, taxonomy
from zhanggui.customers.rules.groups import GroupRule
from zhanggui.customers.rules.taxonomy import CARE, PLAIN, SHIPPED
from zhanggui.foundation.queries import AuditCard, audit_entries

pytestmark = pytest.mark.django_db


def tag(cast: Cast, buyer: BuyerCard, *names: str) -> None:
    for name in names:
        tag_buyer(buyer=buyer, name=name, by=cast.agent.actor, at=AT)


def tags(buyer: BuyerCard) -> set[str]:
    return {one.name for one in queries.tags_of(buyer.id)}


def last_audit(cast: Cast) -> AuditCard:
    return audit_entries(cast.shop.id)[0]


def words(cast: Cast, group: str) -> tuple[str, ...]:
    return next(one.words for one in taxonomy(cast.shop.id) if one.name == group)


@pytest.mark.seed(10)
def test_a_shop_has_what_is_shipped_until_it_changes_something(cast: Cast) -> None:
    assert taxonomy(cast.shop.id) == SHIPPED
    assert not TagGroup.objects.exists()
    add_tag_word(group="习惯", name=" 爱晒单 ", by=cast.lead.actor, at=AT)
    assert words(cast, "习惯") == (*SHIPPED[4].words, "爱晒单")
    assert taxonomy(cast.other_shop.id) == SHIPPED
    assert (last_audit(cast).verb, last_audit(cast).changes) == ("add_tag_word", {"tag": [None, "爱晒单"]})


@pytest.mark.seed(10)
def test_of_a_group_with_one_choice_a_buyer_has_one(cast: Cast) -> None:
    buyer = cast.visitor()
    tag(cast, buyer, "18-24 岁", "老客", "30-39 岁")
    assert tags(buyer) == {"30-39 岁", "老客"}
    entry = last_audit(cast)
    assert (entry.verb, entry.changes) == ("tag", {"tag": ["18-24 岁", "30-39 岁"]})


def test_a_group_is_written_moved_and_dropped(cast: Cast) -> None:
    by = cast.lead.actor
    write_tag_group(name="身材", several=False, meaning=CARE, by=by, at=AT)
    assert [one.name for one in taxonomy(cast.shop.id)][-1] == "身材"
    raise_tag_group(name="身材", by=by, at=AT)
    assert [one.name for one in taxonomy(cast.shop.id)][-2:] == ["身材", "习惯"]
    write_tag_group(name="体型", was="身材", several=True, meaning=PLAIN, by=by, at=AT)
    assert last_audit(cast).changes == {
        "tag_group": ["身材", "体型"],
        "several": [False, True],
        "meaning": [CARE, PLAIN],
    }
    add_tag_word(group="体型", name="偏瘦", by=by, at=AT)
    buyer = cast.visitor()
    tag(cast, buyer, "偏瘦")
    drop_tag_group(name="体型", by=by, at=AT)
    drop_tag_group(name="体型", by=by, at=AT)
    assert [one.name for one in taxonomy(cast.shop.id)] == [one.name for one in SHIPPED]
    assert tags(buyer) == {"偏瘦"}


@pytest.mark.parametrize(
    ("name", "was", "say"),
    [
        ("", "", "1 到 10 个字"),
        ("长" * 11, "", "1 到 10 个字"),
        ("年龄", "", "已经有"),
        ("年龄", "性别", "已经有"),
        ("新的", "没有的", "不在了"),
    ],
)
def test_a_group_that_cannot_be(cast: Cast, name: str, was: str, say: str) -> None:
    with pytest.raises(CannotChangeTags, match=say):
        write_tag_group(name=name, was=was, several=True, meaning=PLAIN, by=cast.lead.actor, at=AT)


def test_a_word_is_in_one_group(cast: Cast) -> None:
    with pytest.raises(CannotChangeTags, match="已经在「习惯」里"):
        add_tag_word(group="商品", name="老客", by=cast.lead.actor, at=AT)
    with pytest.raises(CannotChangeTags, match="1 到 20 个字"):
        add_tag_word(group="商品", name=" ", by=cast.lead.actor, at=AT)
    with pytest.raises(CannotChangeTags, match="不在了"):
        add_tag_word(group="没有", name="裙子", by=cast.lead.actor, at=AT)


def test_a_retired_word_stays_where_it_is_and_comes_back(cast: Cast) -> None:
    buyer = cast.visitor()
    tag(cast, buyer, "老客")
    for _ in range(2):
        retire_tag_word(name="老客", by=cast.lead.actor, at=AT)
    assert "老客" not in words(cast, "习惯")
    assert tags(buyer) == {"老客"}
    assert queries.taxonomy(cast.shop.id)[4].retired == ("老客",)
    add_tag_word(group="习惯", name="老客", by=cast.lead.actor, at=AT)
    assert words(cast, "习惯")[-1] == "老客"
    assert [one.verb for one in audit_entries(cast.shop.id)].count("retire_tag_word") == 1


def test_a_new_name_goes_to_everybody_and_the_old_one_means_it(cast: Cast) -> None:
    first, second = cast.visitor("甲"), cast.visitor("乙")
    tag(cast, first, "老客")
    group_id = write_group(name="熟人", rule=GroupRule(all_tags=("老客",)), by=cast.lead.actor, at=AT)
    assert rename_tag(name="老客", to="老顾客", by=cast.lead.actor, at=AT) == 1
    (one,) = queries.tags_of(first.id)
    assert (one.name, one.by_name, one.at) == ("老顾客", cast.agent.actor.name, AT)
    assert words(cast, "习惯")[0] == "老顾客"
    tag(cast, second, "老客")
    assert tags(second) == {"老顾客"}
    record_buyers(shop_id=cast.shop.id, entries=[BuyerEntry("tb01", ("老客",))], by=cast.manager.actor, at=AT)
    assert queries.holders(cast.shop.id, ["老客", "老顾客"]) == {"老顾客": 3}
    group = queries.group_card(cast.shop.id, group_id)
    assert group is not None
    assert group.rule == GroupRule(all_tags=("老顾客",))
    assert queries.count_in(cast.shop.id, group, at=AT) == 3


@pytest.mark.seed(10)
def test_merging_moves_all_and_keeps_who_gave_what_was_there(cast: Cast) -> None:
    both, old, other = cast.visitor("甲"), cast.visitor("乙"), cast.visitor("丙", shop=cast.other_shop)
    tag(cast, both, "回头客")
    tag_buyer(buyer=both, name="老客", by=cast.second.actor, at=AT + timedelta(days=1))
    tag(cast, old, "回头客")
    tag_buyer(buyer=other, name="回头客", by=cast.stranger.actor, at=AT)
    assert merge_tags(name="回头客", into="老客", by=cast.lead.actor, at=AT) == 2
    assert tags(both) == tags(old) == {"老客"}
    assert queries.tags_of(both.id)[0].by_name == cast.second.actor.name
    assert tags(other) == {"回头客"}
    entry = last_audit(cast)
    assert (entry.verb, entry.changes) == (
        "merge_tags",
        {"tag": ["回头客", "老客"], "buyers_moved": [None, 2]},
    )


def test_a_chain_of_names_leads_to_the_last(cast: Cast) -> None:
    buyer = cast.visitor()
    tag(cast, buyer, "甲")
    for name, to in (("甲", "乙"), ("乙", "丙"), ("丙", "甲")):
        rename_tag(name=name, to=to, by=cast.lead.actor, at=AT)
    assert queries.words_today(cast.shop.id, ["甲", "乙", "丙"]) == {"乙": "甲", "丙": "甲"}
    assert tags(buyer) == {"甲"}


def test_what_cannot_be_renamed_or_merged(cast: Cast) -> None:
    by = cast.lead.actor
    tag(cast, cast.visitor("甲"), "小", "女")
    tag(cast, cast.visitor("乙"), "另一个")
    with pytest.raises(CannotChangeTags, match="请用「合并」"):
        rename_tag(name="小", to="另一个", by=by, at=AT)
    with pytest.raises(CannotChangeTags, match="没有「没有」"):
        merge_tags(name="小", into="没有", by=by, at=AT)
    with pytest.raises(CannotChangeTags, match="没有「没有」"):
        rename_tag(name="没有", to="还是没有", by=by, at=AT)
    with pytest.raises(CannotChangeTags, match="另一个标签"):
        merge_tags(name="小", into="小", by=by, at=AT)
    with pytest.raises(CannotChangeTags, match="有 1 位买家会有两个"):
        merge_tags(name="小", into="男", by=by, at=AT)  # who is 女 and 小 would be both
    with pytest.raises(CannotChangeTags, match="有 1 位买家会有两个"):
        add_tag_word(group="性别", name="小", by=by, at=AT)
    assert taxonomy(cast.shop.id) == SHIPPED
    assert rename_tag(name="小", to="小", by=by, at=AT) == 0


def test_one_choice_is_not_asked_of_who_has_two(cast: Cast) -> None:
    tag(cast, cast.visitor(), "老客", "要发票")
    with pytest.raises(CannotChangeTags, match="有 1 位买家会有两个"):
        write_tag_group(name="习惯", was="习惯", several=False, meaning=PLAIN, by=cast.lead.actor, at=AT)


def test_a_file_keeps_one_choice_too(cast: Cast) -> None:
    def record(*names: str) -> list[str]:
        entries = [BuyerEntry("tb01", names)]
        done = record_buyers(shop_id=cast.shop.id, entries=entries, by=cast.manager.actor, at=AT)
        return [one.reason for one in done.refused]

    record("女", "老客")
    assert record("男") == []
    assert record("男", "女") == ["「性别」只能选一个"]
    buyer_id = ensure_buyers(shop_id=cast.shop.id, nicks=["tb01"], at=AT)["tb01"]
    assert {one.name for one in queries.tags_of(buyer_id)} == {"男", "老客"}


def test_what_was_taken_off_is_remembered(cast: Cast) -> None:
    buyer = cast.visitor()
    tag(cast, buyer, "老客")
    untag_buyer(buyer=buyer, tag_id=queries.tags_of(buyer.id)[0].id, by=cast.agent.actor, at=AT)
    assert queries.declined_tags(buyer.id) == {"老客"}


def hold(cast: Cast, name: str, count: int) -> None:
    """So many buyers have the tag, every tenth of them 老客 as well."""
    Buyer.objects.bulk_create(
        Buyer(shop_id=cast.shop.id, channel="taobao", key=f"{name}{n}", name=f"{name}{n}", created_at=AT)
        for n in range(count)
    )
    ids = Buyer.objects.filter(shop_id=cast.shop.id, key__startswith=name).values_list("pk", flat=True)
    BuyerTag.objects.bulk_create(
        BuyerTag(shop_id=cast.shop.id, buyer_id=pk, name=tag, by_name="", at=AT)
        for place, pk in enumerate(ids)
        for tag in ((name, "老客") if place % 10 == 0 else (name,))
    )


def test_two_thousand_buyers_are_moved_by_as_few_statements_as_ten(cast: Cast) -> None:
    hold(cast, "旧", 2_000)
    hold(cast, "少", 10)
    said = {}
    for name, count in (("少", 10), ("旧", 2_000)):
        with CaptureQueriesContext(connection) as asked:
            assert merge_tags(name=name, into="老客", by=cast.lead.actor, at=AT) == count
        said[name] = len(asked)
    assert said["旧"] <= said["少"]
    assert queries.holders(cast.shop.id, ["旧", "少", "老客"]) == {"老客": 2_010}
