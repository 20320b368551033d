"""Logging why a buyer hesitates, and which kinds of doubt a shop knows."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from zhanggui.catalog.queries import item_cards
from zhanggui.conversations.queries import buyers_texts, last_words
from zhanggui.customers.queries import BuyerCard
from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.calendar import shop_day
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.live.carrier import tell
from zhanggui.outreach.kinds import LOOK_AT_DOUBTS
from zhanggui.outreach.models import Doubt, DoubtKind, FollowUp, Interest
from zhanggui.outreach.queries import doubt_kinds, doubt_titles
from zhanggui.outreach.rules.doubts import DOUBT_LETTERS, KIND_LETTERS, KIND_TITLES, hints_in
from zhanggui.outreach.settings import INTEREST_DAYS, SAME_DOUBTS
from zhanggui.shops.queries import setting_values
from zhanggui.worklist.actions import Wanted, ensure_task
from zhanggui.worklist.queries import latest_about

DOUBTED = "doubted"
LATELY = timedelta(hours=24)  # so old a sentence may be of which a doubt is proposed


class CannotLog(UnableTo):
    """There is no such kind now, the item is not the shop's, or it is somebody else's to take back."""


class CannotName(UnableTo):
    """The kind has no name, or one that is there already, or its days cannot be."""


@transaction.atomic
def log_doubt(
    *,
    buyer: BuyerCard,
    kind: str,
    item_id: int | None = None,
    words: str = "",
    by: Actor,
    at: datetime,
) -> int:
    """Of the buyer's last words; the id. A second press is the same doubt."""
    if by.id is None:
        raise CannotLog("只有客服能记")
    if kind not in doubt_kinds(buyer.shop_id, shop_day(at)):
        raise CannotLog("请选一种顾虑")
    if item_id is not None and item_id not in item_cards(buyer.shop_id, [item_id]):
        raise CannotLog("没有这个商品")
    last = last_words([buyer.id]).get(buyer.id)
    texts = buyers_texts([buyer.id], at - LATELY).get(buyer.id, [])
    hint = next((one for one in hints_in(texts) if one.kind == kind), None)
    typed = " ".join(words.replace("\0", "").split())
    said = typed or (hint.words if hint else "") or (last.text if last else "")
    began_at = last.said_at if last and last.said_at else at
    interest, is_new = Interest.objects.get_or_create(
        buyer_id=buyer.id,
        **({"item_id": item_id} if item_id else {"item": None}),
        won_at=None,
        defaults={
            "shop_id": buyer.shop_id,
            "how": DOUBTED,
            "began_at": began_at,
            "last_at": at,
            "position": last.position if last else 0,
            "agent_id": by.id,
        },
    )
    if not is_new:
        Interest.objects.filter(pk=interest.pk).update(
            last_at=max(at, interest.last_at), agent_id=interest.agent_id or by.id
        )
    row, _ = Doubt.objects.update_or_create(
        interest_id=interest.pk,
        kind=kind,
        position=last.position if last else 0,
        defaults={"words": said[:DOUBT_LETTERS]},
        create_defaults={
            "shop_id": buyer.shop_id,
            "words": said[:DOUBT_LETTERS],
            "proposed": hint is not None,
            "by_id": by.id,
            "at": at,
        },
    )
    if item_id is not None:
        _tell_manager(buyer.shop_id, item_id, kind, by, at)
    _tell(buyer)
    return int(row.pk)


def _tell_manager(shop_id: int, item_id: int, kind: str, by: Actor, at: datetime) -> None:
    """One task an item, when so many buyers as the shop says have the same doubt; those of before somebody
    last saw to it are known."""
    values = setting_values(shop_id, (SAME_DOUBTS, INTEREST_DAYS), at=at)
    since = at - timedelta(days=values[INTEREST_DAYS.key])
    seen = latest_about(shop_id, LOOK_AT_DOUBTS.key, "item", item_id, limit=1)
    if seen and seen[0].settled_at is not None:
        since = max(since, seen[0].settled_at)
    rows = Doubt.objects.filter(shop_id=shop_id, interest__item_id=item_id, kind=kind, at__gt=since)
    buyers = rows.values("interest__buyer_id").distinct().count()
    if buyers < values[SAME_DOUBTS.key]:
        return
    item = item_cards(shop_id, [item_id])[item_id]
    title = f"{item.name}:{buyers} 位买家顾虑「{doubt_titles(shop_id).get(kind, kind)}」"
    wanted = Wanted(thing_id=item_id, title=title, known_at=at)
    ensure_task(shop_id=shop_id, kind=LOOK_AT_DOUBTS.key, thing="item", task=wanted, by=by, at=at)


@transaction.atomic
def take_doubt_back(*, doubt_id: int, buyer: BuyerCard, by: Actor) -> None:
    """One's own. An interest that nothing else tells of goes with it. Twice is once."""
    row = Doubt.objects.filter(pk=doubt_id, interest__buyer_id=buyer.id).first()
    if row is None:
        return
    if row.by_id != by.id:
        raise CannotLog("这是同事记的,请同事自己收回")
    interest_id = row.interest_id
    row.delete()
    told = Doubt.objects.filter(interest_id=interest_id).exists()
    if not told and not FollowUp.objects.filter(interest_id=interest_id).exists():
        Interest.objects.filter(pk=interest_id, how=DOUBTED, won_at=None).delete()
    _tell(buyer)


@transaction.atomic
def add_doubt_kind(*, title: str, since: date, by: Actor, at: datetime) -> str:
    """From a day on, at the earliest today; its key."""
    name = " ".join(title.replace("\0", "").split())
    if not name or len(name) > KIND_LETTERS:
        raise CannotName("给顾虑起个名字,最多 {most} 个字", most=KIND_LETTERS)
    if since < shop_day(at):
        raise CannotName("从今天或以后的一天算起")
    titles = doubt_titles(by.shop_id)
    if name in titles or name in titles.values():
        raise CannotName("已经有这种顾虑了")
    DoubtKind.objects.create(shop_id=by.shop_id, key=name, title=name, since=since)
    changes = {"title": [None, name], "valid_from": [None, since.isoformat()]}
    audit(verb="add_doubt_kind", thing="doubt_kind", thing_id=name, changes=changes, by=by, at=at)
    return name


@transaction.atomic
def end_doubt_kind(*, key: str, until: date, by: Actor, at: datetime) -> None:
    """It cannot be chosen any more from that day on; what was logged stays."""
    if until < shop_day(at):
        raise CannotName("从今天或以后的一天算起")
    titles = doubt_titles(by.shop_id)
    if key not in titles:
        raise CannotName("没有这种顾虑")
    row = DoubtKind.objects.filter(shop_id=by.shop_id, key=key).first()
    if row is not None and row.until is not None and row.until <= shop_day(at):
        raise CannotName("这种顾虑已经停用了")
    if row is not None and until < row.since:
        raise CannotName("停用不能早于启用")
    DoubtKind.objects.update_or_create(
        shop_id=by.shop_id,
        key=key,
        defaults={"until": until},
        create_defaults={"title": KIND_TITLES.get(key, key), "since": until, "until": until},
    )
    changes = {"valid_to": [None, until.isoformat()]}
    audit(verb="end_doubt_kind", thing="doubt_kind", thing_id=key, changes=changes, by=by, at=at)


def _tell(buyer: BuyerCard) -> None:
    tell([{"k": "changed", "s": buyer.shop_id, "name": "doubts", "id": buyer.id}])
