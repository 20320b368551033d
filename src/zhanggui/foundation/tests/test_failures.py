"""What a refusal says, and in which language."""

from __future__ import annotations

from django.utils.translation import override

from zhanggui.foundation.failures import UnableTo


def test_a_refusal_is_the_sentence_that_was_given() -> None:
    assert str(UnableTo("没有这条红线")) == "没有这条红线"
    assert str(UnableTo()) == ""
    with override("en"):  # the page that shows it translates it
        assert str(UnableTo("没有这条红线")) == "没有这条红线"


def test_its_holes_are_filled_in_the_language_of_whoever_reads_it() -> None:
    refusal = UnableTo("理由最多 {most} 个字", most=200)
    assert str(refusal) == "理由最多 200 个字"
    with override("en"):
        assert str(refusal) == "A reason has at most 200 characters"


def test_a_refusal_may_tell_another_one() -> None:
    why = UnableTo("没有这条红线")
    refusal = UnableTo("这句话不能发给买家:{why}", why=why)
    assert str(refusal) == "这句话不能发给买家:没有这条红线"
    with override("en"):
        assert str(refusal) == "This cannot be sent to the buyer: There is no such red line"


def test_braces_of_somebodys_own_stay() -> None:
    assert (
        str(UnableTo("「{shape}」里至少要有连着的两个字", shape="{most}"))
        == "「{most}」里至少要有连着的两个字"
    )
