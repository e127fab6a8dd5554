from queue import SimpleQueue
from threading import Thread

import httpx
import pytest
from tests.web.shelf import shelf

from feedarchive import read
from feedarchive.web.server import serve

HOSTS = ("127.0.0.1", "localhost", "::1")


def reader(root) -> str:
    """The address of a server over that archive; it runs as long as the tests do."""
    ready: SimpleQueue[str] = SimpleQueue()
    settings = {"listen": "127.0.0.1", "port": 0, "hosts": HOSTS, "ready": ready.put}
    Thread(target=serve, args=(read.open(root, damaged="skip"),), kwargs=settings, daemon=True).start()
    return ready.get(timeout=10)


@pytest.fixture(scope="session")
def root(tmp_path_factory):
    """The archive of shelf.py; only read."""
    return shelf(tmp_path_factory.mktemp("shelf"))


@pytest.fixture(scope="session")
def address(root):
    return reader(root)


@pytest.fixture(scope="session")
def client(address):
    with httpx.Client(base_url=address, trust_env=False, timeout=30) as found:
        yield found
