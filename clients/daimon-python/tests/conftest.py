"""A client of the running server, one whose answers get lost, and one of a server that answers as a test says."""

from collections.abc import Iterator

import pytest
from support import DroppingProxy, Target, required

from daimon_email import DaimonClient


@pytest.fixture
def target() -> Iterator[Target]:
    target = Target()
    yield target
    target.close()


@pytest.fixture
def proxy(server_url: str) -> Iterator[DroppingProxy]:
    proxy = DroppingProxy(server_url)
    yield proxy
    proxy.close()


@pytest.fixture
def server_url() -> str:
    return required("DAIMON_API_URL")


@pytest.fixture
def client(server_url: str) -> Iterator[DaimonClient]:
    """Of the running server, with the environment's key, which has every scope."""
    required("DAIMON_API_KEY")
    with DaimonClient() as client:
        yield client


@pytest.fixture
def unlucky(proxy: DroppingProxy) -> Iterator[DaimonClient]:
    """Its every call goes through the proxy."""
    required("DAIMON_API_KEY")
    with DaimonClient(base_url=proxy.url) as client:
        yield client


@pytest.fixture
def told(target: Target) -> Iterator[DaimonClient]:
    """Of a server that answers as the test says; does not repeat."""
    with DaimonClient(api_key="sf_test_1", base_url=target.url, max_retries=0) as client:
        yield client
