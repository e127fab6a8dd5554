"""Commands in this process."""

from contextlib import redirect_stderr, redirect_stdout
from io import StringIO

from feedarchive.cli.main import main


def quiet(*words: str) -> tuple[int, str]:
    """The exit code of a command, and what it said."""
    said = StringIO()
    with redirect_stderr(said), redirect_stdout(said):
        code = main(list(words))
    return code, said.getvalue()
