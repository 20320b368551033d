"""The words of a mail that was written as HTML. Pure.

`nh3` (an HTML5 parser) makes well-formed text of whatever came; the parser of the standard library takes
minutes over, or stumbles on, what strangers can write.
"""

from __future__ import annotations

import html
import re
from typing import Final

import nh3

_MOST: Final = 100_000  # letters that are looked at
_BLOCKS: Final = frozenset(
    {
        *("address", "article", "blockquote", "center", "dd", "div", "dl", "dt", "footer", "h1", "h2", "h3"),
        *("h4", "h5", "h6", "header", "hr", "li", "ol", "p", "pre", "section", "table", "tr", "ul"),
    }
)
_INLINE: Final = frozenset({"a", "br", "img", "td", "th"})
_DROPPED: Final = frozenset({"head", "script", "style", "title"})
_QUOTING: Final = re.compile(
    r'class="[^"]*\b(gmail_quote|moz-cite-prefix|yahoo_quoted|ntes_quote)\b|type="cite"'
)
_ATTRIBUTES: Final[dict[str, set[str]]] = {
    "a": {"href"},
    "blockquote": {"class", "type"},
    "div": {"class"},
    "img": {"alt"},
}
# A picture that is written into the text is longer than everything that is said around it.
_DRAWN: Final = re.compile(r"""\bsrc\s*=\s*(["']?)data:[^"'<>]*""", re.IGNORECASE)
_TAG: Final = re.compile(r"(<[^>]*>)")
_NAME: Final = re.compile(r"</?([a-z0-9]+)")
_HREF: Final = re.compile(r'href="(https?://[^"]+)"')
_ALT: Final = re.compile(r'alt="([^"]+)"')
_SPACES: Final = re.compile(r"[ \t\n\r\f\u00a0]+")
_DOUBLE: Final = re.compile(r" {2,}")
_EDGES: Final = re.compile(r" *\n *")
_BLANKS: Final = re.compile(r"\n{3,}")


def words_in(text: str) -> str:
    """The text as one reads it, a line for a block. Quoted history that is marked as such is left out, unless
    nothing else is there."""
    text = _DRAWN.sub(r"alt=\1[图片]", text)
    clean = nh3.clean(
        text[:_MOST],
        tags=set(_BLOCKS | _INLINE),
        clean_content_tags=set(_DROPPED),
        attributes=_ATTRIBUTES,
        link_rel=None,
        strip_comments=True,
    )
    pieces = _TAG.split(clean)
    words = _read(pieces, fold=True) or _read(pieces, fold=False)
    return f"{words}\n…" if len(text) > _MOST else words


def _read(pieces: list[str], *, fold: bool) -> str:
    told: list[str] = []
    open_: list[str] = []  # the elements that are open since history began
    href, linked = "", 0
    for piece in pieces:
        if not piece.startswith("<"):
            if not open_:
                told.append(_SPACES.sub(" ", html.unescape(piece)))
            continue
        found = _NAME.match(piece)
        name = found[1] if found else ""
        if open_:
            _follow(open_, name, closes=piece.startswith("</"))
            continue
        if fold and not piece.startswith("</") and _QUOTING.search(piece):
            open_.append(name)
            continue
        if name == "a" and not piece.startswith("</"):
            address = _HREF.search(piece)
            href, linked = (html.unescape(address[1]) if address else ""), len(told)
        elif name == "a":
            told.append(_address(href, "".join(told[linked:])))
            href = ""
        else:
            told.append(_gap(name, piece))
    return _BLANKS.sub("\n\n", _EDGES.sub("\n", _DOUBLE.sub(" ", "".join(told)))).strip()


def _follow(open_: list[str], name: str, *, closes: bool) -> None:
    """The parser's text is well-formed: what opens is closed, in order."""
    if name in {"br", "hr", "img"}:
        return
    if closes:
        open_.pop()
    else:
        open_.append(name)


def _address(href: str, shown: str) -> str:
    """Where a link leads, when its words do not say so themselves."""
    return f" ({href[:200]})" if href and href not in shown and shown.strip() not in href else ""


def _gap(name: str, piece: str) -> str:
    if name == "br" or name in _BLOCKS:
        return "\n"
    if name in {"td", "th"}:
        return " "
    alt = _ALT.search(piece) if name == "img" else None
    return html.unescape(alt[1]) if alt else ""
