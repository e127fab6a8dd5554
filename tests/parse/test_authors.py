import pytest

from feedarchive.parse.authors import kind, own_name, without_label


@pytest.mark.parametrize(
    ("link", "marks", "who"),
    [
        ("https://www.blogger.com/profile/0717", "", "account"),
        ("http://draft.blogger.com/profile/0717", "", "account"),
        ("https://blogger.com/profile/", "", "anonymous"),
        ("http://example.org/?u=http://www.blogger.com/profile/0717", "", "anonymous"),
        ("", "comment-icon blogger-comment-icon Blogger", "account"),
        ("http://me.example/", "comment-icon openid-comment-icon OpenID", "openid"),
        ("", "comment-icon anon-comment-icon Anonymous", "anonymous"),
        (None, "", "anonymous"),
    ],
)
def test_kind_is_told_by_link_and_icons(link, marks, who):
    assert kind(link, marks) == who


@pytest.mark.parametrize("shown", ["Anonymous", "Anónimo", " Anonyme ", "匿名", "", "Анонимный", "Nặc  danh"])
def test_who_left_no_name_has_none(shown):
    assert own_name(shown, "anonymous") is None


@pytest.mark.parametrize("shown", ["anonymous", "ANONYMOUS", "anónimo", "Anonymous Coward", "Unknown"])
def test_what_only_looks_like_it_was_typed(shown):
    assert own_name(shown, "anonymous") == shown


def test_an_account_may_be_named_anonymous():
    assert own_name("Anonymous", "account") == "Anonymous"


def test_a_link_makes_anonymous_a_name():
    assert own_name("Anonymous", "anonymous", "http://me.example/") == "Anonymous"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("JSBolton said...", "JSBolton"),
        ("Bob dijo…", "Bob"),
        ("Anna ha detto...", "Anna"),
        ("Lisa hat gesagt:", "Lisa"),
        ("Lisa", "Lisa"),
        ("Wer hat das gesagt", "Wer hat das gesagt"),
        ("花子さんは書きました...", "花子"),
        ("小明 说...", "小明"),
        ("said...", "said..."),
    ],
)
def test_a_name_loses_its_label(line, name):
    assert without_label(line) == name


def test_the_page_s_own_pattern_comes_first():
    assert without_label("Näin sanoi Aino kerran", "Näin sanoi %1 kerran") == "Aino"
    assert without_label("Aino said...", "%1 kirjoitti...") == "Aino"
