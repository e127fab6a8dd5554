"""`--media`, config.toml and `media`, as a person types them: real command, server and files."""

import json

from tests.cli.test_fetching import here, server, typed  # noqa: F401  fixtures

OFF = "demo: media: off; --media on fetches images and enclosures too\n"


def test_a_backfill_of_one_blog_fetches_images_and_says_so(here, server):  # noqa: F811
    done = typed(here, "backfill", "demo")

    assert done.stdout.splitlines()[1].startswith("demo: media: 11 of 11 images and enclosures (6 new, ")
    assert len(list((here / "archive" / "demo" / "media").glob("*/*"))) == 6


def test_status_counts_them(here, server):  # noqa: F811
    line = "    media: 10 of 11 images and enclosures; see: feedarchive media demo"
    server.options.fail = {"/img/lettuce/": [404] * 3}
    typed(here, "backfill", "demo", "--media", "off")
    assert "media" not in typed(here, "status").stdout
    typed(here, "sync", "--media", "on")

    assert line in typed(here, "status").stdout.splitlines()
    assert json.loads(typed(here, "status", "--json").stdout)["blogs"][0]["media"] == {
        "held": 10,
        "known": 11,
    }
    (here / "config.toml").rename(here / "other.toml")
    assert line in typed(here, "status").stdout.splitlines()


def test_show_names_the_files_of_a_post(here, server):  # noqa: F811
    server.options.fail = {"/img/gate/": [404] * 9}
    typed(here, "backfill", "demo", "--media", "on")
    posts = json.loads(typed(here, "list", "--posts", "--json").stdout)["posts"]
    shown = "".join(typed(here, "show", one["number"]).stdout for one in posts if "bugle" in one["folder"])
    lost = "".join(typed(here, "show", one["number"]).stdout for one in posts if "gate" in one["folder"])

    files = {line[6:] for line in shown.splitlines() if line.startswith("file: ")}
    assert {file.rpartition(".")[2] for file in files} == {"png", "mp3"}
    assert all((here / file).is_file() for file in files)
    assert "\nnot held: " in lost


def test_it_can_be_told_not_to_and_of_several_blogs_does_not(here, server):  # noqa: F811
    assert typed(here, "backfill", "demo", "--media", "off").stdout.endswith(OFF)
    assert typed(here, "backfill", "demo", server.url).stdout.count("media: off") == 2
    assert typed(here, "-v", "sync").stdout.endswith(OFF)
    assert not (here / "archive" / "demo" / "media").exists()


def test_what_config_says_counts_where_nothing_is_typed(here, server):  # noqa: F811
    config = here / "config.toml"
    config.write_text(f'{config.read_text()}media = "on"\n[media]\nfetch = "off"\ntypes = ["audio"]\n')

    assert "media: 1 of 11 images and enclosures" in typed(here, "-v", "sync").stdout
    assert typed(here, "-v", "sync", "--media", "off").stdout.endswith(OFF)


def test_a_lost_image_is_told_once_and_listed(here, server):  # noqa: F811
    server.options.fail = {"/img/lettuce/": [404] * 3}
    first, second = (typed(here, "sync", "--media", "on") for _ in range(2))

    assert (first.returncode, first.stdout) == (0, "")
    assert first.stderr == (
        "demo: warning: 1 image or file of posts could not be had (1 gone); see: feedarchive media demo\n"
    )
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    (line,) = typed(here, "media", "demo").stdout.splitlines()
    assert line.endswith("lettuce.png\tgone\tanswered 404 Not Found")
    told = json.loads(typed(here, "media", "--all", "--json").stdout)
    assert (told["held"], told["lost"], len(told["media"])) == (10, 1, 11)
    assert all((here / "archive" / one["file"]).is_file() for one in told["media"] if one["fate"] == "held")


def test_a_dry_run_counts_them(here):  # noqa: F811
    assert "6  images and enclosures" in typed(here, "backfill", "demo", "--dry-run").stdout
    assert "images" not in typed(here, "backfill", "demo", "--dry-run", "--media", "off").stdout
