import pytest

from feedarchive.parse.removal import removal


@pytest.mark.parametrize(
    "notice",
    [
        "This comment has been removed by a blog administrator.",
        "Ce commentaire a été supprimé par un administrateur du blog.",
        "Deze reactie is verwijderd door een blogbeheerder.",
        "Este comentário foi removido por um gestor do blogue.",
        "Адміністратор блогу видалив цей коментар.",
        "Αυτό το σχόλιο αφαιρέθηκε από έναν διαχειριστή ιστολογίου.",
        "此評論已由網誌管理員移除。",
        "Nhận xét này đã bị quản trị viên blog xóa.",
    ],
)
def test_an_administrator_is_one_in_any_language(notice):
    assert removal(notice) == "removed-by-admin"


@pytest.mark.parametrize(
    "notice",
    ["This post has been removed by the author.", "Este comentario ha sido eliminado por el autor.", ""],
)
def test_else_it_was_the_author(notice):
    assert removal(notice) == "removed-by-author"
