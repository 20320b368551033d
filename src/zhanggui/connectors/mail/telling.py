"""A mail as the words of a conversation. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from zhanggui.connectors.mail.letters import Attached, Letter
from zhanggui.connectors.mail.threads import bare_subject
from zhanggui.conversations.rules import TEXT_LETTERS, clean_text
from zhanggui.foundation.calendar import SHANGHAI

PICTURES: Final = 10  # of one mail
_MESSAGES: Final = 10
_LATE: Final = timedelta(minutes=10)
_CUT: Final = "\n(太长了,后面的请看邮件原件)"
_NAMED: Final = 20


def told(
    letter: Letter, *, before: str, buyers: str, refused: tuple[Attached, ...], at: datetime
) -> list[str]:
    """The texts that the mail becomes. `before`: the subject of the conversation's last mail; `buyers`: the
    address that the conversation is with; `refused`: what looked like a picture and is none."""
    heads = []
    if letter.address != buyers:
        heads.append(f"(从 {letter.address or '不明的地址'} 写来)")
    if letter.doubtful:
        heads.append("(邮箱说发件人可能是冒充的,请先核对再回答)")
    subject = letter.subject[:200]
    if subject and bare_subject(subject) != bare_subject(before):
        heads.append(f"主题:{subject}")
    if letter.sent_at and at - letter.sent_at > _LATE:
        heads.append(f"(邮件是 {letter.sent_at.astimezone(SHANGHAI):%m-%d %H:%M} 写的)")
    body = clean_text(letter.text) or ("" if letter.attached else "[空白邮件]")
    whole = "\n".join((*heads, *([body] if body else []), *_attached(letter, refused)))
    return _cut(whole) if whole.strip() else []


def _attached(letter: Letter, refused: tuple[Attached, ...]) -> list[str]:
    pictures = [one for one in letter.attached if one.data is not None]
    shown = [one for one in pictures[:PICTURES] if one not in refused]
    others = [one for one in letter.attached if one not in shown]
    lines = [f"[附件] {one.name} ({_size(one.size)})" for one in others[:_NAMED]]
    if len(others) > _NAMED:
        lines.append(f"[附件] 还有 {len(others) - _NAMED} 个")
    return lines


def _size(count: int) -> str:
    return f"{count / (1 << 20):.1f} MB" if count >= 1 << 20 else f"{max(1, count >> 10)} KB"


def _cut(text: str) -> list[str]:
    """Pieces of the size of a message, cut at lines where that is near."""
    pieces: list[str] = []
    while text and len(pieces) < _MESSAGES:
        if len(text) <= TEXT_LETTERS:
            pieces.append(text)
            text = ""
            break
        piece = text[: TEXT_LETTERS - len(_CUT)]
        line = piece.rfind("\n", len(piece) // 2)
        piece = piece[:line] if line > 0 else piece
        pieces.append(piece)
        text = text[len(piece) :].strip("\n")
    if text:
        pieces[-1] += _CUT
    return [shown for piece in pieces if (shown := clean_text(piece))]
