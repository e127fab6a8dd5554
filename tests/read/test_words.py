from hypothesis import given
from hypothesis import strategies as st

from feedarchive.read.words import Piece, words_changed

TEXTS = st.text(alphabet=st.sampled_from("ab \n\u0304中語é."), max_size=60) | st.text(max_size=60)


@given(TEXTS, TEXTS)
def test_pieces_make_both_texts_exactly(before, after):
    pieces = words_changed(before, after)
    if before != after:
        assert "".join(piece.text for piece in pieces if piece.op != "added") == before
        assert "".join(piece.text for piece in pieces if piece.op != "removed") == after
    else:
        assert pieces == ()
    assert all(piece.text for piece in pieces)


def test_words_not_letters_are_marked():
    assert words_changed("full of water now", "full of clear waters now") == (
        Piece("same", "full of "),
        Piece("removed", "water"),
        Piece("added", "clear waters"),
        Piece("same", " now"),
    )


def test_scripts_without_spaces_are_marked_by_character():
    assert words_changed("採石場の水", "採石場の水路") == (Piece("same", "採石場の水"), Piece("added", "路"))


def test_a_hostile_pair_takes_no_quadratic_time():
    pieces = words_changed("x " * 40_000 + "y", "z " + "x " * 40_000)
    assert "".join(piece.text for piece in pieces if piece.op != "added") == "x " * 40_000 + "y"
