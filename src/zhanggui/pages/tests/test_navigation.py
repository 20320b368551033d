from __future__ import annotations

import re

import pytest
from tests.cast import Cast, client_of


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/reception/", "接待"),
        ("/reception/figures/", "接待数据"),
        ("/search/", "搜索"),
        ("/addresses/", "地址"),
        ("/offers/rules/", "活动"),
    ],
)
def test_the_bar_says_where_one_is_once(cast: Cast, path: str, title: str) -> None:
    page = client_of(cast.lead).get(path).text
    here = re.findall(r'<a (?:class="item" )?href="[^"]+" data-place="\w+" aria-current="page">([^<]+)', page)
    assert here == [title]
