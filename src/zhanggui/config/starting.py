"""Django with all its rooms, for the processes that need them."""

from __future__ import annotations

import gc
import os

import django


def set_up() -> None:
    """Garbage is not looked for meanwhile, nor ever among what is loaded: it stays, and looking through it
    again and again takes a tenth of the start."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhanggui.config.settings")
    looks = gc.isenabled()
    gc.disable()
    try:
        django.setup()
    finally:
        if looks:
            gc.freeze()
            gc.enable()
