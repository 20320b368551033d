from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from zhanggui.shops.models import Shop, Staff
from zhanggui.workforce import rules


class Presence(models.Model):
    """Whether a member of staff is there: what they said, and when their page was last seen. `is_here`:
    as it was told; `since` when that, or what they said, began."""

    staff = models.OneToOneField(Staff, on_delete=models.CASCADE, related_name="+", primary_key=True)
    status = models.CharField(max_length=10, default=rules.ONLINE)
    seen_at = models.DateTimeField()
    is_here = models.BooleanField(default=False)
    since = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(status__in=rules.STATUSES), name="presence_status_known"
            ),
        )
        indexes = (
            models.Index(fields=("seen_at",), name="presence_seen"),
            models.Index(fields=("seen_at",), condition=Q(is_here=True), name="presence_here"),
        )


class PresenceSpan(models.Model):
    """Of somebody's past: there from when to when, [from, to), and as what. `came`: nobody saw them before
    it. The one without an end goes on."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+", db_index=False)
    state = models.CharField(max_length=10)
    came = models.BooleanField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=rules.STATUSES), name="presence_span_state_known"),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")), name="presence_span_forward"
            ),
            models.UniqueConstraint(
                fields=("staff",), condition=Q(ends_at=None), name="presence_span_one_open"
            ),
        )
        indexes = (models.Index(fields=("staff", "starts_at"), name="presence_span_of_staff"),)


class Duty(models.Model):
    """What the lead says of a member's part in reception. `cap`: most buyers at once, 0 for nobody new,
    none for the shop's own; without skills they take whoever comes."""

    staff = models.OneToOneField(Staff, on_delete=models.CASCADE, related_name="+", primary_key=True)
    cap = models.PositiveSmallIntegerField(null=True)
    skills = models.JSONField(default=list)


class Shift(models.Model):
    """Who works from when to when, [from, to), as somebody typed it."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+", db_index=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    planned_at = models.DateTimeField()
    by_name = models.CharField(max_length=80)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="shift_span_forward"),
        )
        indexes = (
            models.Index(fields=("shop", "starts_at"), condition=Q(cancelled_at=None), name="shift_of_shop"),
            models.Index(
                fields=("staff", "starts_at"), condition=Q(cancelled_at=None), name="shift_of_staff"
            ),
        )


class Overtime(models.Model):
    """What a member stayed after a shift because buyers were still with them: [from, to), without an end
    while it goes on."""

    shift = models.OneToOneField(Shift, on_delete=models.PROTECT, related_name="+", primary_key=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="overtime_forward"
            ),
        )
        indexes = (models.Index(fields=("starts_at",), condition=Q(ends_at=None), name="overtime_runs"),)


class HandOver(models.Model):
    """What one member leaves to the next at the end of a shift. Written once; who comes next confirms it."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+", db_index=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    state = models.CharField(max_length=10, default=rules.SHEET.first)
    note = models.CharField(max_length=rules.NOTE_LETTERS, blank=True)
    written_at = models.DateTimeField()
    next = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("staff",), condition=Q(state=rules.WRITTEN), name="hand_over_one_open"
            ),
            models.CheckConstraint(
                condition=Q(state=rules.WRITTEN, next=None, ended_at=None)
                | Q(state=rules.CONFIRMED, next__isnull=False, ended_at__isnull=False)
                | Q(state=rules.WITHDRAWN, next=None, ended_at__isnull=False),
                name="hand_over_state_and_its_end",
            ),
        )
        indexes = (
            models.Index(fields=("shop", "-id"), name="hand_over_newest"),
            models.Index(fields=("shop",), condition=Q(state=rules.WRITTEN), name="hand_over_open"),
            # Who has closed their shift a while ago: asked with every word that begins a wait.
            models.Index(fields=("staff", "written_at"), name="hand_over_of_staff"),
        )


class HandOverLine(models.Model):
    """One thing that was open when the sheet was written. `thing` and `thing_id` name it as the audit does;
    both are empty for what was added by hand."""

    sheet = models.ForeignKey(HandOver, on_delete=models.PROTECT, related_name="lines", db_index=False)
    position = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=30, blank=True)
    thing = models.CharField(max_length=40, blank=True)
    thing_id = models.BigIntegerField(null=True)
    task_id = models.BigIntegerField(null=True)
    title = models.CharField(max_length=rules.LINE_LETTERS)
    note = models.CharField(max_length=rules.LINE_LETTERS, blank=True)
    due_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("sheet", "position"), name="hand_over_line_place"),)
