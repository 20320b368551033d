from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhanggui.shops.models import Shop, Staff
from zhanggui.shops.rules import ROLES
from zhanggui.worklist import rules


class Task(models.Model):
    """Something to do before a deadline. `thing` and `thing_id` name what it is about, a record of any
    room, as the audit names things; whose it is: the owner's, else everybody's in the role."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=30)
    thing = models.CharField(max_length=40)
    thing_id = models.BigIntegerField()
    title = models.CharField(max_length=rules.TITLE_LETTERS)
    owner = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    role = models.CharField(max_length=10)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=rules.TASK.first)
    source = models.CharField(max_length=80)  # who asked for it
    note = models.CharField(max_length=rules.NOTE_LETTERS, blank=True)
    created_at = models.DateTimeField()
    snoozed_until = models.DateTimeField(null=True)
    given_at = models.DateTimeField(null=True)  # the check gave it its owner
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        Staff, on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )  # nobody: what it was about ended

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("shop", "kind", "thing", "thing_id"),
                condition=Q(settled_at__isnull=True),
                name="task_once_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(rules.LIVE), settled_at__isnull=True)
                | Q(state__in=sorted(rules.TASK.states - rules.LIVE), settled_at__isnull=False),
                name="task_state_and_its_end",
            ),
            models.CheckConstraint(
                condition=Q(state=rules.SNOOZED, snoozed_until__isnull=False)
                | (~Q(state=rules.SNOOZED) & Q(snoozed_until__isnull=True)),
                name="task_asleep_until",
            ),
            models.CheckConstraint(condition=Q(role__in=ROLES), name="task_role_known"),
        )
        indexes = (
            models.Index(fields=("shop", "due_at", "id"), condition=Q(settled_at=None), name="task_due"),
            models.Index(fields=("shop", "kind", "thing", "thing_id", "-settled_at"), name="task_of_thing"),
            models.Index(fields=("settled_by", "-settled_at"), name="task_settled_by"),
            models.Index(fields=("owner", "due_at"), condition=Q(settled_at=None), name="task_of_owner"),
            models.Index(
                fields=("shop", "due_at"), condition=Q(settled_at=None, owner=None), name="task_ownerless"
            ),
            models.Index(
                fields=("shop", "-given_at"), condition=Q(given_at__isnull=False), name="task_given"
            ),
        )
