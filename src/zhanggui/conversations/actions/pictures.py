"""Pictures from buyers and agents: what was sent is decoded and encoded again, never passed on."""

from __future__ import annotations

import io
import logging
import threading
import warnings
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction
from PIL import Image, ImageOps, UnidentifiedImageError

from zhanggui.conversations import queries, rules
from zhanggui.conversations.actions.drafts import Draft, Outcome, Saved
from zhanggui.conversations.actions.messages import record_messages
from zhanggui.conversations.models import Phrase, Picture
from zhanggui.conversations.queries import WireItem, picture_item
from zhanggui.foundation.failures import UnableTo

UPLOAD_BYTES: Final = 10 * 1024 * 1024
PIXELS: Final = 50_000_000
# A JPEG is decoded small from the start; of the others the whole picture must be in memory.
WHOLE_PIXELS: Final = 25_000_000
AT_ONCE: Final = 2  # decodings in one process: a few small files can hold a great many pixels
WAIT_SECONDS: Final = 8.0
_decoding = threading.BoundedSemaphore(AT_ONCE)
LARGE_SIDE, SMALL_SIDE = 1_600, 480
FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF")
PER_MINUTE: Final = 20
logger = logging.getLogger(__name__)


class CannotTakePicture(UnableTo):
    """Too large, not a picture, or too many in a minute. `status` is the HTTP status that fits."""

    def __init__(self, say: str, status: int = 400) -> None:
        super().__init__(say)
        self.status = status


def send_picture(*, draft: Draft, data: bytes, at: datetime) -> Outcome:
    """Stores the picture and its message in one commit. A repeated client id is answered with the place
    that it has, and stores nothing."""
    if queries.is_written(draft.conversation_id, draft.side, draft.client_id):
        return record_messages([draft], at=at)[0]
    return _sent(draft, _made(draft.conversation_id, data, at), at)


def send_phrase_picture(*, draft: Draft, phrase_id: int, at: datetime) -> Outcome:
    """Sends the picture that belongs to a phrase, as a copy of the conversation's own."""
    if queries.is_written(draft.conversation_id, draft.side, draft.client_id):
        return record_messages([draft], at=at)[0]
    phrase = Phrase.objects.select_related("picture").filter(pk=phrase_id).first()
    kept = phrase.picture if phrase else None
    if kept is None:
        raise CannotTakePicture("这条快捷语没有图片了")
    parts = {name: getattr(kept, name) for name in ("kind", "width", "height", "large", "small")}
    return _sent(
        replace(draft, phrase_id=phrase_id),
        Picture(conversation_id=draft.conversation_id, at=at, **parts),
        at,
    )


def _sent(draft: Draft, made: Picture, at: datetime) -> Outcome:
    with transaction.atomic():
        made.save()
        shown = replace(draft, kind=rules.PICTURE, picture=picture_item(made))
        outcome = record_messages([shown], at=at)[0]
        if not isinstance(outcome, Saved) or outcome.again:
            transaction.set_rollback(True)  # no message shows it
    return outcome


def keep_picture(*, conversation_id: int, data: bytes, at: datetime) -> WireItem:
    """Encodes and stores a picture; the answer is what a message carries of it."""
    made = _made(conversation_id, data, at)
    made.save()
    return picture_item(made)


def keep_encoded(*, conversation_id: int, encoded: EncodedPicture, at: datetime) -> WireItem:
    """Stores a picture that was encoded before: for who writes several messages in one transaction, which
    must not last as long as a decoding."""
    _check_pace(conversation_id, at)
    made = Picture(conversation_id=conversation_id, at=at, **asdict(encoded))
    made.save()
    return picture_item(made)


def _made(conversation_id: int, data: bytes, at: datetime) -> Picture:
    _check_pace(conversation_id, at)
    return Picture(conversation_id=conversation_id, at=at, **asdict(encoded_picture(data=data)))


def _check_pace(conversation_id: int, at: datetime) -> None:
    if queries.pictures_since(conversation_id, at - timedelta(minutes=1)) >= PER_MINUTE:
        raise CannotTakePicture("图片发得太快了,请过一分钟再发", 429)


@dataclass(frozen=True)
class EncodedPicture:
    kind: str
    width: int
    height: int
    large: bytes
    small: bytes


def encoded_picture(*, data: bytes) -> EncodedPicture:
    """A picture that somebody sent, decoded and encoded again."""
    if len(data) > UPLOAD_BYTES:
        raise CannotTakePicture("图片太大,请发 10 MB 以内的", 413)
    # A decoding takes seconds at the worst: it must not keep a database connection from the others.
    if not connection.in_atomic_block:
        connection.close()
    if not _decoding.acquire(timeout=WAIT_SECONDS):
        raise CannotTakePicture("现在图片太多,请过一会儿再发", 429)
    try:
        return _encoded_both(_decoded(data))
    finally:
        _decoding.release()


def _encoded_both(picture: Image.Image) -> EncodedPicture:
    kind = "image/png" if _is_drawing(picture) else "image/jpeg"
    picture.thumbnail((LARGE_SIDE, LARGE_SIDE), Image.Resampling.LANCZOS)
    large = _encoded(picture, kind)
    width, height = picture.size
    picture.thumbnail((SMALL_SIDE, SMALL_SIDE), Image.Resampling.LANCZOS)
    return EncodedPicture(kind, width, height, large, _encoded(picture, kind))


def _decoded(data: bytes) -> Image.Image:
    """The first frame, upright, in RGB or RGBA. What the file's name or type said plays no part."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
                return _upright(opened)
    except CannotTakePicture:
        raise
    except UnidentifiedImageError:
        raise CannotTakePicture("这不是能看的图片,请发 JPG、PNG、WebP 或 GIF") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise CannotTakePicture("图片的像素太多,请缩小后再发", 413) from None
    except Exception as broken:  # noqa: BLE001 - a decoder stumbles in many ways over what strangers send
        logger.info("a picture could not be read: %r", broken)
        raise CannotTakePicture("图片是坏的,没能打开,请重新截一张") from None


def _upright(opened: Image.Image) -> Image.Image:
    if opened.width * opened.height > (PIXELS if opened.format == "JPEG" else WHOLE_PIXELS):
        raise CannotTakePicture("图片的像素太多,请缩小后再发", 413)
    opened.draft("RGB", (LARGE_SIDE, LARGE_SIDE))  # a large photograph is never whole in memory
    if max(opened.size) > 2 * LARGE_SIDE and opened.mode in {"RGB", "RGBA", "L", "LA"}:
        opened.thumbnail((2 * LARGE_SIDE, 2 * LARGE_SIDE), Image.Resampling.BOX)  # before it is copied
    upright = ImageOps.exif_transpose(opened)
    plain = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    plain.info.clear()  # comments and profiles would be written again
    return plain


def _is_drawing(picture: Image.Image) -> bool:
    """Few colours or transparency: a screenshot of text stays sharp as PNG."""
    return picture.mode == "RGBA" or picture.getcolors(4_096) is not None


def _encoded(picture: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    if kind == "image/png":
        picture.save(out, "PNG", optimize=True)
    else:
        picture.convert("RGB").save(out, "JPEG", quality=85, optimize=True, progressive=True)
    return out.getvalue()
