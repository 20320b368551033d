"""Pictures from buyers and agents: what was sent is decoded and encoded again, never passed on."""

from __future__ import annotations

import io
import warnings
from datetime import datetime, timedelta
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from zhanggui.conversations import queries
from zhanggui.conversations.models import Picture
from zhanggui.conversations.queries import Item, picture_item
from zhanggui.foundation.failures import UnableTo

UPLOAD_BYTES: Final = 10 * 1024 * 1024
PIXELS: Final = 50_000_000
LARGE_SIDE, SMALL_SIDE = 1_600, 480
FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF")
PER_MINUTE: Final = 20


class CannotTakePicture(UnableTo):
    """Too large, not a picture, or too many in a minute. `status` is the HTTP status that fits."""

    def __init__(self, say: str, status: int = 400) -> None:
        super().__init__(say)
        self.status = status


def keep_picture(*, conversation_id: int, data: bytes, at: datetime) -> Item:
    """Encodes and stores a picture; the answer is what a message carries of it."""
    if len(data) > UPLOAD_BYTES:
        raise CannotTakePicture("图片太大,请发 10 MB 以内的", 413)
    if queries.pictures_since(conversation_id, at - timedelta(minutes=1)) >= PER_MINUTE:
        raise CannotTakePicture("图片发得太快了,请过一分钟再发", 429)
    picture = _decoded(data)
    kind = "image/png" if _is_drawing(picture) else "image/jpeg"
    large = _shrunk(picture, LARGE_SIDE)
    return picture_item(
        Picture.objects.create(
            conversation_id=conversation_id,
            kind=kind,
            width=large.width,
            height=large.height,
            large=_encoded(large, kind),
            small=_encoded(_shrunk(picture, SMALL_SIDE), kind),
            at=at,
        )
    )


def _decoded(data: bytes) -> Image.Image:
    """The first frame, upright, in RGB or RGBA. What the file's name or type said plays no part."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
                if opened.width * opened.height > PIXELS:
                    raise CannotTakePicture("图片的像素太多,请缩小后再发", 413)
                upright = ImageOps.exif_transpose(opened)
                transparent = upright.has_transparency_data
                return upright.convert("RGBA" if transparent else "RGB")
    except UnidentifiedImageError:
        raise CannotTakePicture("这不是能看的图片,请发 JPG、PNG、WebP 或 GIF") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise CannotTakePicture("图片的像素太多,请缩小后再发", 413) from None
    except (OSError, SyntaxError, ValueError, EOFError):
        raise CannotTakePicture("图片是坏的,没能打开,请重新截一张") from None


def _is_drawing(picture: Image.Image) -> bool:
    """Few colours or transparency: a screenshot of text stays sharp as PNG."""
    return picture.mode == "RGBA" or picture.getcolors(4_096) is not None


def _shrunk(picture: Image.Image, side: int) -> Image.Image:
    copy = picture.copy()
    copy.thumbnail((side, side), Image.Resampling.LANCZOS)
    return copy


def _encoded(picture: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    if kind == "image/png":
        picture.save(out, "PNG", optimize=True)
    else:
        picture.convert("RGB").save(out, "JPEG", quality=85, optimize=True, progressive=True)
    return out.getvalue()
