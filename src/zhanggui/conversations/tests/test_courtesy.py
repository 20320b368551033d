"""Which words obviously need no answer."""

from __future__ import annotations

import time

import pytest

from zhanggui.conversations.rules import PICTURE, TEXT, is_excusable, needs_no_answer

_OBVIOUS = """
    好的 好的。 好的~ 嗯嗯 哦哦 OK 谢谢 谢谢你 谢谢亲 好的,谢谢 好的!谢谢啦!
    收到 辛苦了 知道了 不用了谢谢 👍 👍🏻 😊😊 🌹
    好的👌 [微笑] [玫瑰][玫瑰] 谢谢[强] 拜拜 晚安 ThankYou! 嗯嗯好的谢谢老板 哈哈哈哈
"""
_NOT_OBVIOUS = """
    好的,什么时候发货 好的吗 好的? 好吗 谢谢,再问一下 你好 您好 在吗 亲 客服
    老板 ? !!! 。。。 1 M XL 可以 行 是的 要 不好
    不谢谢 好贵 😡 👎 ❓ 😭 😭谢谢 [发怒]
    谢谢,尺码发错了 谢谢你们全家 还没收到 收到货了坏的 谢谢13800000001 嗯,那我退了
    https://example.com
"""


@pytest.mark.parametrize("text", [*_OBVIOUS.split(), "好的 谢谢", " thank you \n"])
def test_obvious(text: str) -> None:
    assert needs_no_answer(text)


@pytest.mark.parametrize("text", [*_NOT_OBVIOUS.split(), "", "  ", "\uff1f", "ok 改地址", "好的" * 16])
def test_not_obvious(text: str) -> None:
    assert not needs_no_answer(text)


def test_all_since_the_wait_began_counts() -> None:
    thanks = (TEXT, "谢谢")
    assert is_excusable([thanks])
    assert is_excusable([(TEXT, "好的"), thanks])
    assert not is_excusable([(TEXT, "什么时候发货"), thanks])
    assert not is_excusable([(PICTURE, ""), thanks])
    assert not is_excusable([])


def test_no_text_keeps_the_rule_busy() -> None:
    began = time.thread_time()
    for text in ("好" * 29 + "x", "嗯好" * 14 + "坏", "谢谢你" * 9 + "x", "好" * 2_000):
        needs_no_answer(text)
    assert time.thread_time() - began < 0.1  # it takes an eighth of a millisecond
