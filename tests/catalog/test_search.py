"""What is found, in which texts, by what a person types."""

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace
from tests.read.small import (
    FIRST,
    LATER,
    LINKED,
    MARTA,
    NAME,
    REPLY,
    UNTITLED,
    comment,
    post_id,
    put,
    small,
)

from feedarchive import read
from feedarchive.catalog.search import Found
from feedarchive.errors import ConfigError
from feedarchive.model import Author


@pytest.fixture(scope="module")
def catalog(tmp_path_factory):
    with read.open(small(tmp_path_factory.mktemp("archive"))).catalog() as found:
        yield found


def ids(found: Found) -> list[str]:
    return [hit.id for hit in found.hits]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("mortar", [LINKED.id]),
        ("MORTAR lime", [LINKED.id]),
        ("mort", []),
        ("mort*", [LINKED.id]),
        ('"splits along"', [FIRST.id]),
        ('"along splits"', []),
        ("slate -grain", [UNTITLED.id]),
        ("grain's", []),
        ("Ten years", [LATER.id]),
        ('"clear water" “nobody cuts”', [UNTITLED.id]),
    ],
)
def test_words_phrases_prefixes_and_what_must_not_be_there(catalog, words, expected):
    assert ids(catalog.search(words)) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"within": "comments"}, [FIRST.id]),
        ({"within": "titles"}, [UNTITLED.id]),
        ({"within": "posts"}, [UNTITLED.id]),
        ({"author": "gravel"}, [FIRST.id]),
        ({"author": "GRAVELPÍT"}, [FIRST.id]),
        ({"author": "nobody"}, []),
        ({"label": "ROOFS"}, [UNTITLED.id, FIRST.id]),
        ({"label": "roof"}, []),
        ({"blog": NAME}, [UNTITLED.id, FIRST.id]),
        ({"blog": "other.example.org"}, []),
        ({"since": date(2006, 6, 6)}, [FIRST.id]),
        ({"until": date(2006, 6, 5)}, [UNTITLED.id]),
        ({"since": datetime(2006, 6, 6, 9, 37, 12, tzinfo=UTC)}, [FIRST.id]),
        ({"until": datetime(2006, 6, 6, 9, 37, 12, tzinfo=UTC)}, [UNTITLED.id]),
        ({"order": "newest"}, [FIRST.id, UNTITLED.id]),
        ({"order": "oldest"}, [UNTITLED.id, FIRST.id]),
    ],
)
def test_filters_and_order(catalog, asked, expected):
    found = catalog.search("slate", **asked)
    assert sorted(ids(found)) == sorted(expected)
    if "order" in asked:
        assert ids(found) == expected


def test_filters_alone_give_everything_by_time(catalog):
    assert ids(catalog.search(author="marta")) == [UNTITLED.id, REPLY.id]
    assert ids(catalog.search(author=MARTA.url)) == [REPLY.id]
    assert ids(catalog.search(since=date(2007, 1, 1), within="posts", blog=NAME)) == [
        LINKED.id,
        "tag:blogger.com,1999:blog-77.page-31",
    ]


def test_a_comment_of_unknown_time_counts_as_of_its_posts_day(catalog):
    found = catalog.search("agree", until=date(2006, 6, 5))
    assert ids(found) == [LATER.id]
    assert (found.hits[0].published, found.hits[0].day) == (None, "2006-06-05")


@pytest.mark.parametrize("words", ["", "  ", "*", "—", "-slate", '""'])
def test_nothing_to_search_for_is_said(catalog, words):
    with pytest.raises(ConfigError, match="nothing to search for"):
        catalog.search(words)


@pytest.mark.parametrize(
    "words", ['"', 'slate"', "NEAR(", "a AND", "title:slate", "^slate", "{body}", "a' OR 1", "%"]
)
def test_what_is_typed_is_never_an_error_of_sqlite(catalog, words):
    if words in ('"', "%"):
        with pytest.raises(ConfigError):
            catalog.search(words)
    else:
        catalog.search(words)


@pytest.mark.parametrize("odd", ["a\0b", "\udce9", "slate " * 3000, "白" * 3000])
def test_odd_words_and_filters_find_nothing_and_break_nothing(catalog, odd):
    catalog.search(f"{odd} x")
    assert catalog.search("slate", author=odd).total == 0
    assert catalog.search("slate", label=odd).total == 0
    assert catalog.search("slate", blog=odd).total == 0
    assert catalog.authors(odd, blog=odd).total == 0
    assert all(one.posts == 0 for one in catalog.counts("year", blog=odd))


def test_a_hit_says_where_it_is_and_marks_the_words(catalog):
    (hit,) = catalog.search("ALONG", within="comments").hits
    assert (hit.kind, hit.blog, hit.number, hit.author) == (
        "comment",
        NAME,
        "114954343212345678",
        "Gravelpit",
    )
    assert (hit.day, hit.published, hit.url) == ("2006-06-06", "2006-06-06T09:37:12.000Z", FIRST.url)
    assert [(part.text, part.hit) for part in hit.snippet] == [
        ("Slate splits ", False), ("along", True), (" the grain.", False),
    ]  # fmt: skip
    (hit,) = catalog.search("lime").hits
    assert [part.text for part in hit.title if part.hit] == ["Lime"]


def test_pages_of_hits_are_all_hits_once(tmp_path):
    said = [comment(10 + n, f"Granite {n}", datetime(2006, 6, 6, n, tzinfo=UTC)) for n in range(7)]
    put(tmp_path, replace(UNTITLED, comments=tuple(said)))
    archive = read.open(tmp_path)
    with archive.catalog() as catalog:
        seen: list[str] = []
        offset: int | None = 0
        while offset is not None:
            found = catalog.search("granite", limit=3, offset=offset, order="oldest")
            assert found.total == 7
            seen += ids(found)
            offset = found.next
        assert seen == [one.id for one in said]
        assert catalog.search("granite", offset=99).next is None
    assert [hit.id for hit in archive.search("granite", order="oldest")] == seen


def test_of_a_common_word_the_newest_are_ranked_and_the_others_stand_behind(tmp_path, monkeypatch):
    said = [
        comment(10 + n, f"Granite{' and lime' * n}", datetime(2006, 6, 6, n, tzinfo=UTC)) for n in range(7)
    ]
    put(tmp_path, replace(UNTITLED, comments=tuple(said)))
    monkeypatch.setattr("feedarchive.catalog.search.RANKED", 4)
    archive = read.open(tmp_path)
    with archive.catalog() as catalog:
        found = catalog.search("granite", limit=4)
        assert (ids(found), found.total) == ([one.id for one in said[3:]], 7)
        pages = [hit for at in range(7) for hit in ids(catalog.search("granite", limit=1, offset=at))]
    assert pages == ids(found) + [one.id for one in said[:3]]


LANGUAGES = {
    "zh": "老磨坊的門鎖了,白菜湯很好喝。",
    "ja": "山の上の古い井戸は今も水が出る。カタカナも。",
    "th": "น้ำในบ่อใสมาก ไม่มีใครดื่ม",
    "ko": "학교에서 오래된 우물을 보았다",
    "ru": "Ёлка стояла у Крымского моста",
    "ar": "الطَّاحُونَةُ القديمة ما زالت قائمة أحمد",
    "hi": "पुरानी चक्की आज भी चलती है",
    "fr": "L'Éléphant du cafe\u0301 naïf — Straße, Łódź, smørrebrød",
    "he": "הַטַּחֲנָה הישנה",
    "el": "Ο παλιός μύλος",
    "vi": "Giếng nước cũ trên đồi",
    "mixed": "第2回目の集まり iPhone的問題",
}


@pytest.fixture(scope="module")
def languages(tmp_path_factory):
    root = tmp_path_factory.mktemp("languages")
    for number, (name, text) in enumerate(LANGUAGES.items(), start=1):
        said = comment(1000 + number, text, datetime(2006, 6, 6, tzinfo=UTC), author=Author(name=name))
        entry = replace(
            UNTITLED,
            id=post_id(number),
            title=text,
            comments=(said,),
            url=f"http://{NAME}/2006/06/{name}.html",
        )
        put(root, replace(entry, body=replace(UNTITLED.body, text=f"first line\n\n{text}")))
    with read.open(root).catalog() as found:
        yield found


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("磨坊", "zh"), ("白菜湯", "zh"), ("喝", "zh"), ("老磨坊的門鎖了", "zh"), ("磨坊 白菜", "zh"),
        ("井戸", "ja"), ("古い井戸は", "ja"), ("水", "ja"), ("カタカナ", "ja"), ("ｶﾀｶﾅ", "ja"),
        ("น้ำ", "th"), ("บ่อใส", "th"), ("ดื่ม", "th"), ("학교", "ko"), ("우물", "ko"), ("오래된 우물", "ko"),
        ("елка", "ru"), ("КРЫМСКОГО", "ru"), ("крым*", "ru"), ("طاحونة*", None), ("الطاحونة", "ar"),
        ("الطاحونه", "ar"), ("احمد", "ar"), ("चक्की", "hi"), ("elephant", "fr"), ("CAFÉ", "fr"),
        ("cafe", "fr"), ("naif", "fr"), ("strasse", "fr"), ("STRAẞE", "fr"), ("lodz", "fr"),
        ("smorrebrod", "fr"),
        ("הטחנה", "he"), ("ΜΥΛΟΣ", "el"), ("gieng nuoc", "vi"), ("đồi", "vi"), ("doi", "vi"),
        ("第2回", "mixed"), ("2回目", "mixed"), ("iphone的", "mixed"), ("iphone", "mixed"),
        ("的問題", "mixed"),        ("茶", None), ("磨門", None), ("湯菜", None), ("ลม", None),
    ],
)  # fmt: skip
def test_every_script_is_found_by_what_its_readers_type(languages, words, language):
    found = languages.search(words, within="comments")
    assert [hit.author for hit in found.hits] == ([language] if language else [])
    for hit in found.hits:
        assert any(part.hit for part in hit.snippet), hit.snippet
        assert "".join(part.text for part in hit.snippet) == LANGUAGES[language]
    assert [hit.kind for hit in languages.search(words, within="titles").hits] == ["post"] * bool(language)
