"""Every test that takes ``make`` runs twice: with the blocking and with the asynchronous client."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from functools import wraps
from typing import Any, Callable, Protocol, cast

import pytest
from support import DroppingProxy, Target, required

from safefetch import AsyncSafeFetch, SafeFetch


class Make(Protocol):
    """Makes a client that is closed after the test."""

    def __call__(
        self, *, api_key: str = ..., base_url: str = ..., timeout_ms: float = ..., max_retries: int = ...
    ) -> SafeFetch: ...


class Awaited:
    """An AsyncSafeFetch that is called as a SafeFetch is, each call run to its end in an event loop of its own."""

    def __init__(self, **options: Any) -> None:
        self._loop = asyncio.new_event_loop()
        self._client = AsyncSafeFetch(**options)

    def close(self) -> None:
        self._loop.run_until_complete(self._client.aclose())
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    def __getattr__(self, verb: str) -> Callable[..., Any]:
        method = getattr(self._client, verb)

        @wraps(method)
        def call(*args: Any, **options: Any) -> Any:
            return self._loop.run_until_complete(method(*args, **options))

        return call


@pytest.fixture(params=["SafeFetch", "AsyncSafeFetch"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def make(kind: str) -> Iterator[Make]:
    with ExitStack() as stack:

        def make_one(**options: Any) -> SafeFetch:
            client = SafeFetch(**options) if kind == "SafeFetch" else cast(SafeFetch, Awaited(**options))
            stack.callback(client.close)
            return client

        yield cast(Make, make_one)


@pytest.fixture
def target() -> Iterator[Target]:
    target = Target()
    yield target
    target.close()


@pytest.fixture
def server_url() -> str:
    return required("SAFEFETCH_API_URL")


@pytest.fixture
def proxy(server_url: str) -> Iterator[DroppingProxy]:
    proxy = DroppingProxy(server_url)
    yield proxy
    proxy.close()


@pytest.fixture
def client(make: Make, server_url: str) -> SafeFetch:
    """Of the running server, with the environment's key, which has every scope."""
    required("SAFEFETCH_API_KEY")
    return make()


@pytest.fixture
def unlucky(make: Make, proxy: DroppingProxy) -> SafeFetch:
    """Its every call goes through the proxy."""
    return make(base_url=proxy.url)
