import pytest

from feedarchive.parse.bylines import named_in


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("posted by Al at", "Al"),
        ("¶ posted by Third Man at", "Third Man"),
        ("posted by Standby Me @", "Standby Me"),
        ("Eingestellt von Karl um", "Karl"),
        ("Publicado por Ana Paula às", "Ana Paula"),
        ("publicado por José a la(s)", "José"),
        ("Bejegyezte: Kis Anna dátum:", "Kis Anna"),
        ("投稿者 はな 時刻:", "はな"),
        ("投稿者:はな", "はな"),
        ("Автор: Иван в", "Иван"),
        ("posted bygone", None),
        ("posted by", None),
        ("7:01 AM", None),
        ("posted by x" + " at" * 5_000 + " y", "x"),
    ],
)
def test_the_name_stands_between_label_and_time(line, name):
    assert named_in(line) == name
