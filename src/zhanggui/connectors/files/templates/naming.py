"""How the audit names files that somebody took out."""

from __future__ import annotations

from collections.abc import Collection

from zhanggui.connectors.files.templates.registering import TEMPLATES
from zhanggui.foundation.words import NAMERS, Named, Namer, add_audit_words


def _templates(_shop_id: int, keys: Collection[str]) -> dict[str, Named]:
    return {template.key: Named(template.title) for template in TEMPLATES if template.key in keys}


NAMERS.add(Namer("template", _templates))
add_audit_words(take_out="导出", template="文件", form="格式", rows="行数")
