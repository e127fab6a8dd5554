from collections.abc import Iterator

import pytest

from feedarchive.demo import DemoServer, Options, example, serve


@pytest.fixture
def options() -> Options:
    return Options()


@pytest.fixture
def server(options) -> Iterator[DemoServer]:
    with serve(example(), options=options) as running:
        yield running
