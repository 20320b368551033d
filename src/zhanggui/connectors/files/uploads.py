"""What becomes of an uploaded file: it is kept, looked at, read when somebody asks, and forgotten."""

from __future__ import annotations

import hashlib
import logging
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import BinaryIO

import psycopg
from django.conf import settings
from django.core.files import File
from django.db import InterfaceError, OperationalError

from zhanggui.connectors.files.importing import GivenFile, import_file
from zhanggui.connectors.files.looking import look_at
from zhanggui.connectors.files.table import PACKED
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.moves import CannotMove
from zhanggui.marketplace.actions import (
    Incoming,
    ReadingStopped,
    forget_pieces,
    note_look,
    only_reader,
    reject_delivery,
    take_upload,
)
from zhanggui.marketplace.queries import DeliveryCard, delivery_by_id, next_to_read, pieces_of
from zhanggui.marketplace.rules import MOST_TRIES, OFFERED, PIECE_BYTES
from zhanggui.shops.queries import account_names

_BROKEN = "程序读这个文件时出了错,已经记在日志里;在这之前读进的行留着。请把文件和时间告诉管理员"
# The database was restarted, or the line to it was cut: another try, not a fault of the file. A COPY's own
# failures do not come through Django.
GONE = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
_LOOKED_AT_BYTES = 2 << 20
logger = logging.getLogger(__name__)


class CannotTakeFile(UnableTo):
    """Nothing came, an empty file, or one that is too large."""


class ToldToEnd(Exception):  # noqa: N818 - nobody's mistake
    """The worker is about to stop; the next one goes on."""


def largest() -> str:
    return f"{settings.UPLOAD_BYTES >> 20} MB"


def take_in(*, shop_id: int, file: File[bytes], by: Actor, at: datetime) -> DeliveryCard:
    """Keeps the file until somebody decides. CannotTakeFile with the reason."""
    name, size = str(file.name or "文件"), file.size or 0
    if not size:
        raise CannotTakeFile("「{name}」是空的,请重新导出", name=name)
    if size > settings.UPLOAD_BYTES:
        raise CannotTakeFile(
            "「{name}」有 {size},最多 {most};请分成几段时间导出,或用命令 zhanggui import",
            name=name,
            size=f"{size >> 20} MB",
            most=largest(),
        )
    digest = hashlib.sha256()
    for block in file.chunks(PIECE_BYTES):
        digest.update(block)
    incoming = Incoming(kind="", name=name, sha256=digest.hexdigest(), size=size)
    return take_upload(shop_id=shop_id, incoming=incoming, pieces=file.chunks(PIECE_BYTES), by=by, at=at)


def look_at_upload(delivery_id: int, *, at: datetime) -> None:
    """Notes what a first look shows; a file that nobody can read is refused at once."""
    delivery = delivery_by_id(delivery_id)
    if delivery is None or delivery.state != OFFERED or delivery.look is not None:
        return
    try:
        with _beginning(delivery) as stream:
            given, ours = GivenFile(stream, delivery.name), account_names(delivery.shop_id)
            kind, look = look_at(given, size=delivery.size, ours=ours, at=at)
    except UnableTo as refusal:
        _reject(delivery, str(refusal), at)
    except GONE:
        raise
    except Exception:
        logger.exception("looking at delivery %s", delivery_id)
        _reject(delivery, _BROKEN, at)
    else:
        note_look(delivery_id=delivery_id, kind=kind.key, look=look)


def read_uploads(shop_id: int, *, between: Callable[[], datetime], at: datetime) -> None:
    """Reads whatever the shop's people asked for, one after the other; never beside another reader.

    `between` is called after every batch and may raise ToldToEnd; it answers what time it is.
    """
    # Looked for again after the lock is free: what was asked for meanwhile found it taken.
    while next_to_read(shop_id):
        with only_reader(shop_id=shop_id) as alone:
            if not alone:
                return
            while delivery := next_to_read(shop_id):
                _read(delivery, between, at)
                at = between()


def _read(delivery: DeliveryCard, between: Callable[[], datetime], at: datetime) -> None:
    if delivery.tries >= MOST_TRIES:
        _reject(delivery, f"读了 {delivery.tries} 次都没有读完。请把文件和时间告诉管理员", at)
        return
    try:
        with _whole(delivery) as stream:
            import_file(
                shop_id=delivery.shop_id,
                given=GivenFile(stream, delivery.name, delivery.told_at, wanted=(delivery.kind,)),
                trial=delivery.trial,
                delivery_id=delivery.id,
                between=between,
                by=Actor("staff", delivery.by_id, delivery.by_name, delivery.shop_id),
                at=at,
            )
    except (ReadingStopped, CannotMove):
        logger.info("delivery %s was stopped", delivery.id)
    except UnableTo as refusal:
        _reject(delivery, str(refusal), at)
    except (*GONE, ToldToEnd):
        raise  # it is begun again
    except Exception:
        logger.exception("reading delivery %s", delivery.id)
        _reject(delivery, _BROKEN, at)


def _reject(delivery: DeliveryCard, reason: str, at: datetime) -> None:
    try:
        reject_delivery(delivery_id=delivery.id, reason=reason, at=at)
    except CannotMove:
        logger.info("delivery %s was stopped", delivery.id)


@contextmanager
def _whole(delivery: DeliveryCard) -> Iterator[BinaryIO]:
    with _spooled(pieces_of(delivery.id)) as stream:
        yield stream


@contextmanager
def _beginning(delivery: DeliveryCard) -> Iterator[BinaryIO]:
    with _spooled(_to_a_line_end(pieces_of(delivery.id))) as stream:
        yield stream


def _to_a_line_end(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """As much of a text as a look needs; all of what is packed, for no part of that can be read."""
    read, packed = 0, False
    for piece in pieces:
        packed = packed or (not read and piece.startswith(PACKED))
        read += len(piece)
        end = piece.rfind(b"\n") + 1
        if read > _LOOKED_AT_BYTES and end and not packed:
            yield piece[:end]
            return
        yield piece


@contextmanager
def _spooled(pieces: Iterator[bytes]) -> Iterator[BinaryIO]:
    with tempfile.TemporaryFile() as stream:
        for piece in pieces:
            stream.write(piece)
        stream.seek(0)
        yield stream


def forget_uploads(*, at: datetime) -> None:
    forget_pieces(before=at - timedelta(hours=settings.UPLOAD_KEPT_HOURS))
