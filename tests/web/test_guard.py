"""Who may ask, and what every answer carries."""

import pytest

POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
BLOG = "/quarrynotes.blogspot.com"


@pytest.mark.parametrize("host", ["127.0.0.1:8484", "localhost", "LOCALHOST:80", "[::1]:8484"])
def test_names_on_the_list_are_answered(client, host):
    assert client.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "", "localhost:x", "127.0.0.1@evil.example"]
)
def test_other_names_are_refused(client, host):
    answer = client.get("/", headers={"host": host})
    assert (answer.status_code, "quarry" in answer.text.lower()) == (400, False)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "X"])
def test_only_reading_is_allowed(client, method):
    answer = client.request(method, "/")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


def test_head_is_get_without_a_body(client):
    answer = client.head("/")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")


@pytest.mark.parametrize("path", ["/", "/-/style.css", "/nowhere/", "/nowhere", f"{BLOG}/changes.atom"])
def test_every_answer_is_under_the_policy(client, path):
    for answer in (client.get(path), client.get(path, headers={"host": "x"}), client.post(path)):
        assert answer.headers["content-security-policy"] == POLICY
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/..%2f..%2fetc/passwd/", "/%2e%2e/%2e%2e/", f"{BLOG}/..%2f..%2f/", "/....//....//", "/.lock/", "/-/",
        f"{BLOG}/posts/2006/06/..%2f..%2fblog.json/", f"{BLOG}/%00/", f"{BLOG}/raw/", "/catalog.sqlite/",
        f"{BLOG}/posts/2006/06/x-00000000%0a/", f"{BLOG}/0/", f"{BLOG}/2006/13/", f"{BLOG}/page/99/",
        f"{BLOG}/page/0/", f"{BLOG}/label/?name=none", f"{BLOG}/label/?name=stone&page=%D9%A3",
        f"{BLOG}/99999999999999999999/", f"{BLOG}/posts/2006/06/x-00000000/", f"{BLOG}/2031/",
    ],
)  # fmt: skip
def test_no_path_leads_elsewhere(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert "Nothing there" in answer.text


@pytest.mark.parametrize(
    "path", ["//evil.example", "/%5cevil.example", "//evil.example/%2e%2e", "/%09/evil.example"]
)
def test_a_redirect_never_leaves_this_server(client, path):
    answer = client.get(f"{client.base_url}{path.removeprefix('/')}")
    assert answer.status_code == 404 or answer.headers["location"].startswith(str(client.base_url))


def test_a_path_without_its_last_slash_is_sent_on(client):
    answer = client.get(f"{BLOG}?x=1")
    assert answer.status_code == 307
    assert answer.headers["location"] == f"{client.base_url}{BLOG[1:]}/?x=1"
