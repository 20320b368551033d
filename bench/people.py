"""Hires agents in the demo shop and logs them in, without fifty login pages: prints their cookies."""

from __future__ import annotations

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhanggui.config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402

from zhanggui.foundation.actors import program  # noqa: E402
from zhanggui.foundation.clock import now  # noqa: E402
from zhanggui.shops.actions import hire  # noqa: E402
from zhanggui.shops.models import Staff  # noqa: E402
from zhanggui.shops.queries import shop_by_slug  # noqa: E402
from zhanggui.shops.rules import AGENT  # noqa: E402


def main(count: int) -> None:
    shop = shop_by_slug("demo")
    assert shop is not None
    cookies = []
    for number in range(count):
        card = hire(
            shop_id=shop.id,
            login=f"bench{number:03d}",
            name=f"测{number}",
            agent_number=f"B{number:03d}",
            role=AGENT,
            password="only-for-the-benchmark",
            by=program(shop.id),
            at=now(),
        )
        session = SessionStore()
        session[SESSION_KEY] = str(card.id)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
        session[HASH_SESSION_KEY] = Staff.objects.get(pk=card.id).get_session_auth_hash()
        session.save()
        cookies.append(f"{settings.SESSION_COOKIE_NAME}={session.session_key}")
    print(json.dumps(cookies))


if __name__ == "__main__":
    main(int(sys.argv[1]))
