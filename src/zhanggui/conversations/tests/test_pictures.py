"""Pictures: what comes in as bytes of a stranger goes out as pixels of ours."""

from __future__ import annotations

import io
import random
import struct
import threading
import zlib
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image, PngImagePlugin
from tests.cast import AT, Cast, client_of, client_of_visitor, said_by_buyer

from zhanggui.conversations import queries
from zhanggui.conversations.actions import (
    CannotTakePicture,
    Draft,
    Saved,
    keep_picture,
    pictures,
    record_messages,
    send_picture,
)
from zhanggui.conversations.actions.pictures import PER_MINUTE, PIXELS, UPLOAD_BYTES
from zhanggui.conversations.models import Conversation, Message, Picture
from zhanggui.conversations.queries import ConversationCard
from zhanggui.foundation.clock import now

pytestmark = pytest.mark.django_db
RED, BLUE = (255, 0, 0), (0, 0, 255)
SECRET = b"hidden-in-the-file"


def half_and_half(width: int = 60, height: int = 40, mode: str = "RGB") -> Image.Image:
    """Red above, blue below."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(BLUE, (0, height // 2, width, height))
    return image.convert(mode)


def photograph(width: int = 2_400, height: int = 1_800) -> Image.Image:
    """Too many colours for a drawing."""
    rows = Image.linear_gradient("L").resize((width, height))
    return Image.merge("RGB", (rows, rows.transpose(Image.Transpose.ROTATE_90).resize((width, height)), rows))


def encoded(image: Image.Image, form: str, **how: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **how)
    return out.getvalue()


def exif(orientation: int) -> bytes:
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags[0x010E] = SECRET.decode()
    tags[0x8825] = {1: "N", 2: (30.0, 15.0, 0.0)}  # where it was taken
    return tags.tobytes()


@pytest.fixture
def talk(cast: Cast) -> ConversationCard:
    return cast.conversation()


def kept(talk: ConversationCard, data: bytes) -> Picture:
    item = keep_picture(conversation_id=talk.id, data=data, at=AT)
    picture = Picture.objects.get(pk=item["id"])
    assert (item["width"], item["height"]) == (picture.width, picture.height)
    return picture


def shown(data: bytes | memoryview) -> Image.Image:
    return Image.open(io.BytesIO(bytes(data)))


def colour(image: Image.Image, x: float, y: float) -> str:
    """The colour at a place, given as parts of the width and height."""
    red, green, blue = image.convert("RGB").getpixel((int(image.width * x), int(image.height * y)))  # type: ignore[misc]
    return {(True, False, False): "red", (False, False, True): "blue", (False, True, False): "green"}.get(
        (red > 180, green > 180, blue > 180), "other"
    )


@pytest.mark.parametrize(
    ("orientation", "size", "top_left", "bottom_right"),
    [
        (1, (60, 40), "red", "blue"),
        (3, (60, 40), "blue", "red"),
        (6, (40, 60), "blue", "red"),
        (8, (40, 60), "red", "blue"),
    ],
)
def test_a_photograph_is_turned_upright_and_its_exif_is_gone(
    talk: ConversationCard, orientation: int, size: tuple[int, int], top_left: str, bottom_right: str
) -> None:
    data = encoded(half_and_half(), "JPEG", exif=exif(orientation), quality=95)
    assert SECRET in data
    picture = kept(talk, data)
    image = shown(picture.large)
    assert image.size == size == (picture.width, picture.height)
    assert (colour(image, 0.1, 0.1), colour(image, 0.9, 0.9)) == (top_left, bottom_right)
    assert not image.getexif()
    assert SECRET not in bytes(picture.large)


def test_nothing_that_hid_in_the_file_is_passed_on(talk: ConversationCard) -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", SECRET.decode())
    notes.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    files = [
        encoded(photograph(300, 200), "JPEG", comment=SECRET, icc_profile=SECRET, exif=exif(1)),
        encoded(photograph(300, 200), "JPEG", xmp=SECRET),
        encoded(half_and_half(), "PNG", pnginfo=notes, icc_profile=SECRET, exif=exif(1)),
        encoded(half_and_half(mode="P"), "GIF", comment=SECRET),
        encoded(photograph(300, 200), "WEBP", icc_profile=SECRET, exif=exif(1), xmp=SECRET),
        encoded(half_and_half(), "PNG") + SECRET,
        encoded(half_and_half(), "JPEG") + b"<script>" + SECRET,
    ]
    for data in files:
        picture = kept(talk, data)
        for copy in (bytes(picture.large), bytes(picture.small)):
            assert SECRET not in copy
            assert SECRET not in b"".join(
                value if isinstance(value, bytes) else str(value).encode()
                for value in shown(copy).info.values()
            )


def test_transparency_is_kept(talk: ConversationCard) -> None:
    image = half_and_half().convert("RGBA")
    image.paste((0, 0, 0, 0), (0, 0, 30, 20))
    picture = kept(talk, encoded(image, "PNG"))
    assert picture.kind == "image/png"
    assert shown(picture.large).getpixel((5, 5))[3] == 0  # type: ignore[index]
    assert shown(picture.large).getpixel((50, 5)) == (255, 0, 0, 255)


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG"])
def test_of_a_moving_picture_the_first_frame(talk: ConversationCard, form: str) -> None:
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "blue", "green")]
    data = encoded(frames[0], form, save_all=True, append_images=frames[1:], duration=100)
    picture = kept(talk, data)
    assert colour(shown(picture.large), 0.5, 0.5) == "red"
    assert getattr(shown(picture.large), "n_frames", 1) == 1


@pytest.mark.parametrize(
    ("form", "mode"),
    [
        ("PNG", "P"),
        ("PNG", "L"),
        ("PNG", "1"),
        ("PNG", "I;16"),
        ("JPEG", "CMYK"),
        ("JPEG", "L"),
        ("WEBP", "RGBA"),
        ("PNG", "LA"),
    ],
)
def test_every_kind_of_pixel_is_read(talk: ConversationCard, form: str, mode: str) -> None:
    picture = kept(talk, encoded(half_and_half(mode="L" if mode == "I;16" else mode).convert(mode), form))
    assert picture.kind in ("image/png", "image/jpeg")
    assert shown(picture.large).mode in ("RGB", "RGBA")
    assert picture.kind == f"image/{(shown(picture.large).format or '').lower()}"


def test_a_photograph_is_scaled_and_a_screenshot_stays_sharp(talk: ConversationCard) -> None:
    picture = kept(talk, encoded(photograph(), "PNG"))
    assert (picture.kind, picture.width, picture.height) == ("image/jpeg", 1600, 1200)
    assert shown(picture.small).size == (480, 360)
    screenshot = kept(talk, encoded(half_and_half(700, 3_200), "PNG"))
    assert (screenshot.kind, screenshot.width, screenshot.height) == ("image/png", 350, 1600)
    tiny = kept(talk, encoded(half_and_half(8, 6), "PNG"))
    assert (tiny.width, tiny.height) == (8, 6)


HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no picture",
        HTML,
        SVG,
        b"%PDF-1.7",
        b"GIF89a" + HTML,
        b"\xff\xd8\xff\xe0" + HTML,
        b"BM" + bytes(60),
    ],
)
def test_what_is_no_picture_is_refused(talk: ConversationCard, data: bytes) -> None:
    with pytest.raises(CannotTakePicture, match=r"不是能看的图片|图片是坏的") as refused:
        kept(talk, data)
    assert refused.value.status == 400
    assert not Picture.objects.exists()


@pytest.mark.parametrize("form", ["BMP", "TIFF", "ICO", "PPM"])
def test_other_forms_are_refused(talk: ConversationCard, form: str) -> None:
    with pytest.raises(CannotTakePicture, match="JPG、PNG、WebP 或 GIF"):
        kept(talk, encoded(half_and_half(), form))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_that_is_cut_off_is_refused(talk: ConversationCard, form: str) -> None:
    data = encoded(photograph(300, 200), form)
    with pytest.raises(CannotTakePicture, match="图片是坏的"):
        kept(talk, data[: len(data) // 2])


def png_of(width: int, height: int) -> bytes:
    """A small file that unfolds to so many pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0"))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("width", "height"), [(7_100, 7_100), (10_000, 10_000), (60_000, 60_000), (PIXELS + 1, 1)]
)
def test_a_bomb_is_refused_before_it_unfolds(talk: ConversationCard, width: int, height: int) -> None:
    assert width * height > PIXELS
    with pytest.raises(CannotTakePicture, match="像素太多") as refused:
        kept(talk, png_of(width, height))
    assert refused.value.status == 413


def test_whatever_is_wrong_with_a_file_it_is_refused_and_nothing_worse(talk: ConversationCard) -> None:
    """Files with bytes changed at chance: taken or refused, never an error of ours."""
    chance = random.Random(20261121)  # noqa: S311 - chance that repeats itself
    seeds = [
        encoded(half_and_half(), "JPEG", exif=exif(6)),
        encoded(half_and_half(mode="RGBA"), "PNG"),
        encoded(half_and_half(mode="P"), "GIF"),
        encoded(half_and_half(), "WEBP", exif=exif(6)),
    ]
    refused = 0
    for number in range(800):
        data = bytearray(seeds[number % 4])
        for _ in range(chance.choice([1, 2, 5])):
            data[chance.randrange(min(len(data), 300))] = chance.randrange(256)
        try:
            keep_picture(conversation_id=talk.id, data=bytes(data), at=AT + timedelta(minutes=2 * number))
        except CannotTakePicture:
            refused += 1
    assert 0 < refused < 800


def test_ten_megabytes_and_not_one_byte_more(talk: ConversationCard) -> None:
    data = encoded(half_and_half(), "PNG")
    kept(talk, data + bytes(UPLOAD_BYTES - len(data)))
    with pytest.raises(CannotTakePicture, match="10 MB") as refused:
        kept(talk, data + bytes(UPLOAD_BYTES - len(data) + 1))
    assert refused.value.status == 413


def test_twenty_a_minute(talk: ConversationCard, cast: Cast) -> None:
    data = encoded(half_and_half(8, 6), "PNG")
    for _ in range(PER_MINUTE):
        kept(talk, data)
    with pytest.raises(CannotTakePicture, match="太快") as refused:
        kept(talk, data)
    assert refused.value.status == 429
    keep_picture(conversation_id=cast.conversation("南风").id, data=data, at=AT)
    keep_picture(conversation_id=talk.id, data=data, at=AT + timedelta(seconds=61))


# A picture and its message.


def test_a_picture_and_its_message_are_one(talk: ConversationCard) -> None:
    data = encoded(half_and_half(), "PNG")
    draft = Draft(talk.id, "buyer", "picture-1", "")
    outcome = send_picture(draft=draft, data=data, at=AT)
    assert outcome == Saved(talk.id, "picture-1", 1, AT)
    picture = Picture.objects.get()
    (item, _away) = queries.messages_after(talk.id, 0)
    assert (item["kind"], item["text"]) == ("picture", "")
    assert item["picture"] == {"id": picture.pk, "width": 60, "height": 40}
    assert Conversation.objects.get(pk=talk.id).last_text == "[图片]"
    again = send_picture(draft=draft, data=data, at=AT + timedelta(seconds=9))
    assert again == Saved(talk.id, "picture-1", 1, AT, again=True)
    assert Picture.objects.count() == 1


def test_a_retry_is_answered_though_the_minute_is_full(talk: ConversationCard) -> None:
    data = encoded(half_and_half(8, 6), "PNG")
    for number in range(PER_MINUTE):
        send_picture(draft=Draft(talk.id, "buyer", f"picture-{number}", ""), data=data, at=AT)
    again = send_picture(draft=Draft(talk.id, "buyer", "picture-0", ""), data=data, at=AT)
    assert isinstance(again, Saved)
    assert again.again


def test_without_a_message_no_picture_stays(talk: ConversationCard) -> None:
    record_messages([said_by_buyer(talk, "在吗", "message-1")], at=AT)
    outcome = send_picture(
        draft=Draft(talk.id, "buyer", "message-1", ""), data=encoded(half_and_half(), "PNG"), at=AT
    )
    assert outcome == Saved(talk.id, "message-1", 1, AT, again=True)
    assert not Picture.objects.exists()


# The pages.


def upload(
    client: Client, address: str, data: bytes, client_id: str = "picture-1", name: str = "a.jpg"
) -> Any:
    file = SimpleUploadedFile(name, data, content_type="image/jpeg")
    return client.post(address, {"picture": file, "id": client_id})


def test_a_visitor_sends_a_picture(cast: Cast) -> None:
    client = client_of_visitor(cast.shop)
    data = encoded(half_and_half(), "PNG")
    first = upload(client, "/chat/example/picture", data)
    assert first.status_code == 201
    saved = first.json()
    assert (saved["is"], saved["id"], saved["position"]) == ("saved", "picture-1", 1)
    again = upload(client, "/chat/example/picture", data)
    assert (again.status_code, again.json()["position"]) == (200, 1)
    assert Message.objects.filter(kind="picture", side="buyer").count() == Picture.objects.count() == 1


def test_staff_send_a_picture_under_their_name(cast: Cast, talk: ConversationCard) -> None:
    answer = upload(client_of(cast.agent), f"/reception/{talk.id}/picture", encoded(half_and_half(), "PNG"))
    assert answer.status_code == 201
    message = Message.objects.get(kind="picture")
    assert (message.side, message.by_id, message.by_name) == ("staff", cast.agent.id, "林晓 A12")
    assert Conversation.objects.get(pk=talk.id).agent_id == cast.agent.id


@pytest.mark.parametrize(
    ("data", "client_id", "status", "say"),
    [
        (HTML, "picture-1", 400, "不是能看的图片"),
        (SVG, "picture-1", 400, "不是能看的图片"),
        (png_of(8_000, 8_000), "picture-1", 413, "像素太多"),
        (bytes(UPLOAD_BYTES + 1), "picture-1", 413, "10 MB"),
        (encoded(half_and_half(), "PNG"), "", 400, "没有收到图片"),
        (encoded(half_and_half(), "PNG"), "有中文的编号", 400, "没有收到图片"),
    ],
)
def test_what_is_refused_is_said(cast: Cast, data: bytes, client_id: str, status: int, say: str) -> None:
    answer = upload(client_of_visitor(cast.shop), "/chat/example/picture", data, client_id)
    assert answer.status_code == status
    assert say in answer.json()["say"]
    assert not Message.objects.exists()
    assert not Picture.objects.exists()


def test_a_form_without_a_file(cast: Cast) -> None:
    answer = client_of_visitor(cast.shop).post("/chat/example/picture", {"id": "picture-1"})
    assert (answer.status_code, answer.json()) == (400, {"say": "没有收到图片,请再选一次"})


def test_too_many_at_once_are_told_to_wait(cast: Cast, talk: ConversationCard) -> None:
    Picture.objects.bulk_create(
        Picture(conversation_id=talk.id, kind="image/png", width=1, height=1, large=b"", small=b"", at=now())
        for _ in range(PER_MINUTE)
    )
    answer = upload(client_of_visitor(cast.shop), "/chat/example/picture", encoded(half_and_half(), "PNG"))
    assert answer.status_code == 429


def test_without_a_cookie_nobody_sends(cast: Cast) -> None:
    data = encoded(half_and_half(), "PNG")
    assert upload(Client(), "/chat/example/picture", data).status_code == 403
    assert upload(client_of_visitor(cast.other_shop), "/chat/example/picture", data).status_code == 403
    assert upload(client_of_visitor(cast.shop), "/chat/nowhere/picture", data).status_code == 404
    assert not Conversation.objects.exists()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client_of_visitor(cast.shop).cookies
    assert upload(strict, "/chat/example/picture", data).status_code == 403


def test_who_may_see_a_picture(cast: Cast, talk: ConversationCard) -> None:
    picture = kept(talk, encoded(photograph(1_000, 800), "PNG"))
    address = f"/pictures/{picture.pk}"
    seen = {
        "the visitor": client_of_visitor(cast.shop),
        "an agent": client_of(cast.agent),
        "the lead": client_of(cast.lead),
        "another visitor": client_of_visitor(cast.shop, "南风"),
        "the other shop's visitor of that name": client_of_visitor(cast.other_shop),
        "the other shop's agent": client_of(cast.stranger),
        "the warehouse": client_of(cast.warehouse),
        "a stranger": Client(),
    }
    for who, client in seen.items():
        expected = 200 if who in ("the visitor", "an agent", "the lead") else 404
        assert client.get(address).status_code == expected, who
    assert client_of(cast.agent).get("/pictures/0").status_code == 404


def test_a_picture_comes_as_what_it_is_and_to_one_only(cast: Cast, talk: ConversationCard) -> None:
    picture = kept(talk, encoded(photograph(1_000, 800), "PNG"))
    client = client_of_visitor(cast.shop)
    large, small = client.get(f"/pictures/{picture.pk}"), client.get(f"/pictures/{picture.pk}?small")
    assert shown(large.content).size == (1_000, 800)
    assert shown(small.content).size == (480, 384)
    for answer in (large, small):
        assert answer["Content-Type"] == "image/jpeg"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"].startswith("private")
        assert "default-src 'self'" in answer["Content-Security-Policy"]


def test_a_few_are_decoded_at_once_and_the_others_are_told(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small file can hold a great many pixels: a crowd of them must not take the memory."""
    monkeypatch.setattr(pictures, "WAIT_SECONDS", 0.01)
    monkeypatch.setattr(pictures, "_decoding", threading.BoundedSemaphore(1))
    with pictures._decoding, pytest.raises(CannotTakePicture) as refusal:
        keep_picture(conversation_id=cast.conversation().id, data=encoded(half_and_half(), "PNG"), at=AT)
    assert refusal.value.status == 429
    assert keep_picture(conversation_id=cast.conversation().id, data=encoded(half_and_half(), "PNG"), at=AT)
