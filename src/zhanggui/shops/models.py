from __future__ import annotations

from datetime import time
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from zhanggui.shops import rules


class Shop(models.Model):
    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    platform = models.CharField(max_length=10, choices=[(key, key) for key in rules.PLATFORMS])
    opens = models.TimeField(default=time(9))
    closes = models.TimeField(default=time(23, 30))
    greeting = models.TextField(default="您好,请问有什么可以帮助您的?", blank=True)
    # Origins of the shop's own site that may frame the chat, as "https://www.example.com".
    embed_origins = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(platform__in=rules.PLATFORMS), name="shop_platform_known"
            ),
        )


class Staff(AbstractBaseUser):
    """A member of one shop's staff. Someone who works for two shops has two logins."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+")
    login = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=40)
    agent_number = models.CharField(max_length=10)
    role = models.CharField(max_length=10, choices=[(key, key) for key in rules.ROLES])
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = BaseUserManager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("shop", "agent_number"), name="staff_agent_number_once"),
            models.CheckConstraint(condition=models.Q(role__in=rules.ROLES), name="staff_role_known"),
        )


class SubAccount(models.Model):
    """A member's account in the platform's own chat client ("示例店铺:小王"). A member may have several,
    an account is one member's at a time."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+", db_index=False)
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    account = models.CharField(max_length=rules.ACCOUNT_LETTERS)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("shop", "account"), name="sub_account_once"),)


class ShopSetting(models.Model):
    """A shop's own value of a dated setting, in force over [valid_from, valid_to)."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=60)
    value = models.JSONField()
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    by_name = models.CharField(max_length=80)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("shop", "key", "valid_from"), name="shop_setting_once"),
        )
