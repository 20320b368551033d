"""Invitations to judge a reception, and what buyers answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from zhanggui.conversations.models import Reception, Round
from zhanggui.conversations.models.surveys import Survey
from zhanggui.conversations.parts import leaves_by_itself
from zhanggui.conversations.rules import ANSWERED
from zhanggui.conversations.rules.surveys import POINT_TITLES, State, state_of


@dataclass(frozen=True)
class SurveyCard:
    """`by_name` is empty when the program invited. `position`: where the reception begins."""

    id: int
    shop_id: int
    buyer_id: int
    buyer: str
    conversation_id: int
    position: int
    agent_id: int
    agent: str
    by_name: str
    at: datetime
    expires_at: datetime
    points: int | None
    words: str
    judged_at: datetime | None
    fixed_at: datetime | None
    is_by_hand: bool  # the agent takes it into another chat client

    @property
    def points_title(self) -> str:
        return POINT_TITLES.get(self.points or 0, "")

    def state(self, at: datetime) -> State:
        return state_of(expires_at=self.expires_at, fixed_at=self.fixed_at, at=at)


def survey_card(survey_id: int) -> SurveyCard | None:
    return next(iter(_cards(_rows(pk=survey_id))), None)


def surveys_of_buyer(buyer_id: int, *, most: int = 3) -> list[SurveyCard]:
    """The newest first."""
    return _cards(_rows(buyer_id=buyer_id).order_by("-at", "-pk")[:most])


def last_reception(conversation_id: int) -> Reception | None:
    return Reception.objects.filter(conversation_id=conversation_id).order_by("-opened_at", "-pk").first()


def was_answered(reception: Reception, *, at: datetime) -> bool:
    """Whether the agent, a person, answered the buyer in it."""
    rounds = Round.objects.filter(
        conversation_id=reception.conversation_id, how=ANSWERED, agent_id=reception.agent_id
    )
    until = reception.ended_at or at
    return rounds.filter(ended_at__gte=reception.opened_at, ended_at__lte=until).exists()


def _rows(**which: object) -> QuerySet[Survey]:
    return Survey.objects.filter(**which).select_related("buyer", "agent", "by", "reception", "conversation")


def _cards(rows: QuerySet[Survey]) -> list[SurveyCard]:
    return [
        SurveyCard(
            id=one.pk,
            shop_id=one.shop_id,
            buyer_id=one.buyer_id,
            buyer=one.buyer.name,
            conversation_id=one.conversation_id,
            position=one.reception.first_position,
            agent_id=one.agent_id,
            agent=one.agent.name,
            by_name=one.by.name if one.by else "",
            at=one.at,
            expires_at=one.expires_at,
            points=one.points,
            words=one.words,
            judged_at=one.judged_at,
            fixed_at=one.fixed_at,
            is_by_hand=not leaves_by_itself(one.buyer.channel, elsewhere=one.conversation.elsewhere),
        )
        for one in rows
    ]
