"""Real servers for the tests: a target that records what it gets, and a proxy that loses answers."""

import json
import os
import select
import socket
import socketserver
import struct
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Callable, Optional, TypeVar, Union, cast

import pytest

from safefetch import SafeFetchError

_Seen = TypeVar("_Seen")
_PATIENCE_S = 60.0


@dataclass(frozen=True)
class Hit:
    method: str
    path: str
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes


@dataclass(frozen=True)
class Reply:
    status: int = 200
    body: object = field(default_factory=lambda: {"ok": True})
    """Sent as JSON; text as it is."""
    headers: Mapping[str, str] = field(default_factory=dict)


Handler = Callable[[Hit, int], Optional[Reply]]
"""What to answer to a hit, and to the how manieth; None: nothing, ever."""


class Target:
    """A real HTTP server that records what it gets; answers 200 unless told otherwise."""

    def __init__(self) -> None:
        self.hits: list[Hit] = []
        self._answer: Handler = lambda hit, count: Reply()
        self._closing = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def paths(self) -> list[str]:
        return [hit.path for hit in self.hits]

    def answer(self, answer: Union[Reply, Handler]) -> None:
        """What to answer from now on."""
        self._answer = (lambda hit, count: answer) if isinstance(answer, Reply) else answer

    def close(self) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()

    def _take(self, hit: Hit) -> Optional[Reply]:
        self.hits.append(hit)
        reply = self._answer(hit, len(self.hits))
        if reply is None:
            self._closing.wait()
        return reply

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        target = self

        class Handle(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one_request(self) -> None:
                with suppress(OSError):
                    super().handle_one_request()

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                reply = target._take(Hit(self.command, self.path, headers, body))
                if reply is None:
                    self.close_connection = True
                    return
                content = reply.body.encode() if isinstance(reply.body, str) else json.dumps(reply.body).encode()
                self.send_response(reply.status)
                for name, value in {"content-type": "application/json", **reply.headers}.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_PUT = do_PATCH = do_DELETE = do_POST

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Handle


class DroppingProxy:
    """A TCP proxy that can lose what the server answered, after all of the request has reached it."""

    def __init__(self, server_url: str) -> None:
        host, _, port = server_url.split("://", 1)[1].rstrip("/").partition(":")
        self.dropped = 0
        self._to_drop = 0
        self._lock = threading.Lock()
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), self._relay((host, int(port or 80))))
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def drop_next(self, count: int) -> None:
        """From now on the next ``count`` answers are dropped: the server has acted, and the caller hears nothing."""
        with self._lock:
            self._to_drop = count

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _is_dropped(self) -> bool:
        with self._lock:
            if self._to_drop == 0:
                return False
            self._to_drop -= 1
            self.dropped += 1
            return True

    def _relay(self, upstream: tuple[str, int]) -> type[socketserver.BaseRequestHandler]:
        proxy = self

        class Relay(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                caller = cast(socket.socket, self.request)
                with suppress(OSError), socket.create_connection(upstream) as server:
                    while True:
                        for ready in select.select([caller, server], [], [])[0]:
                            data = ready.recv(65_536)
                            if not data:
                                return
                            if ready is server and proxy._is_dropped():
                                # Zero linger: the caller sees a reset, as when a machine is gone.
                                caller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                                caller.close()
                                return
                            (caller if ready is server else server).sendall(data)

        return Relay


def eventually(look: Callable[[], _Seen]) -> _Seen:
    """Waits until ``look`` gives something true."""
    until = time.monotonic() + _PATIENCE_S
    while True:
        seen = look()
        if seen:
            return seen
        if time.monotonic() > until:
            raise AssertionError(f"still waiting after {_PATIENCE_S:g} s; seen last: {seen!r}")
        time.sleep(0.02)


@contextmanager
def refusal() -> Iterator[Callable[[], SafeFetchError]]:
    """The block has to raise a SafeFetchError, which is then what the function given answers."""
    with pytest.raises(SafeFetchError) as raised:
        yield lambda: raised.value


def required(name: str) -> str:
    """A variable that test/integration/client-python.test.ts sets; the test is skipped where nobody did."""
    value = os.environ.get(name)
    if not value:
        pytest.skip(f"{name} is not set: this test needs a running server")
    return value


def includes(given: Mapping[str, Any], expected: Mapping[str, Any]) -> bool:
    """Whether the expected fields are there with the expected values; shows the others as they are."""
    assert {name: given.get(name) for name in expected} == dict(expected)
    return True
