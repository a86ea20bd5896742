"""One call of the API, repeated while that is safe and promising.

Nothing here does I/O: a call is a generator that asks for each request and each pause, and is told what came of it.
So the blocking and the asynchronous client run the very same steps.
"""

import math
import os
import random
import re
import secrets
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any, NoReturn, Optional, TypeVar, Union, cast

import httpx

from ._errors import SafeFetchError, is_error_code, is_passing
from ._json import parse_object, to_json
from ._version import __version__

DEFAULT_TIMEOUT_MS = 30_000
DEFAULT_MAX_RETRIES = 4
_DEFAULT_BASE_URL = "http://localhost:3000"
_FIRST_WAIT_S = 0.5
_LONGEST_WAIT_S = 8.0
# Longer than this nobody should be kept in the dark: the caller gets the error and decides.
_LONGEST_RETRY_AFTER_S = 60.0
_FIRST_PAUSE_S = 0.25
_LONGEST_PAUSE_S = 5.0
# A read that took so long was held by the server, which has done the pausing.
_HELD_S = 1.0


@dataclass(frozen=True)
class Settings:
    """What a client was made with. The rest is read from the environment at each call."""

    api_key: Optional[str] = field(default=None, repr=False)
    base_url: Optional[str] = None
    timeout_ms: float = DEFAULT_TIMEOUT_MS
    max_retries: int = DEFAULT_MAX_RETRIES


@dataclass(frozen=True)
class Request:
    """One HTTP request to make now."""

    method: str
    url: str
    headers: dict[str, str] = field(repr=False)
    content: Optional[bytes]
    timeout_ms: float

    def arguments(self) -> dict[str, Any]:
        """For ``request`` of either httpx client."""
        seconds = self.timeout_ms / 1000
        return {
            "method": self.method,
            "url": self.url,
            "headers": self.headers,
            "content": self.content,
            "follow_redirects": False,
            # Waiting for a free connection of one's own pool says nothing about the server.
            "timeout": httpx.Timeout(None if math.isinf(seconds) else seconds, pool=None),
        }

    @property
    def origin(self) -> str:
        scheme, _, host = self.url.split("/", 3)[:3]
        return f"{scheme}//{host}"


@dataclass(frozen=True)
class Pause:
    """Time to let pass."""

    seconds: float


Outcome = Union[httpx.Response, SafeFetchError, None]
_Result = TypeVar("_Result")
Steps = Generator[Union[Request, Pause], Outcome, _Result]
"""Yields what to do; is sent the response or the fault of a request, and None after a pause; returns the result."""


def call_api(
    settings: Settings,
    method: str,
    path: str,
    *,
    body: object = None,
    idempotency_key: Optional[str] = None,
    timeout_ms: Optional[float] = None,
    max_retries: Optional[int] = None,
    on_repeat: Optional[Callable[[SafeFetchError], None]] = None,
) -> Steps[Any]:
    """Returns the parsed JSON of a 2xx. ``on_repeat`` is told of each failure that is followed by another try."""
    request = _prepare(settings, method, path, body, idempotency_key, timeout_ms)
    repeats = settings.max_retries if max_retries is None else max_retries
    tries = 0
    while True:
        tries += 1
        try:
            return _read((yield request), request)
        except SafeFetchError as error:
            if not is_passing(error) or tries > repeats or (error.retry_after or 0) > _LONGEST_RETRY_AFTER_S:
                raise
            if on_repeat is not None:
                on_repeat(error)
            seconds = wait_before(tries, error.retry_after)
        yield Pause(seconds)


def read_until(
    read: Callable[[float], Steps[_Result]],
    is_over: Callable[[_Result], bool],
    *,
    timeout_ms: float,
    what: str,
) -> Steps[_Result]:
    """Reads again and again, at first four times a second, later every 5 s, until it is over.

    Args:
        read: one try, told how many milliseconds are left. What it raises in passing is waited out. The result is a
            dict with a ``status``.
        is_over: whether a result is the last one.
        timeout_ms: milliseconds; ``math.inf`` for as long as it takes.
        what: what ``wait_timeout`` says first.

    Raises:
        SafeFetchError: ``wait_timeout`` after ``timeout_ms``; whatever does not pass, as it comes.
    """
    if math.isnan(timeout_ms):
        raise SafeFetchError("invalid_argument", "the time to wait is not a number")
    until = time.monotonic() + timeout_ms / 1000
    pause_s = _FIRST_PAUSE_S
    while True:
        started_at = time.monotonic()
        asked_pause_s = 0.0
        try:
            answer = yield from read(max(0.0, until - started_at) * 1000)
        except SafeFetchError as error:
            if not is_passing(error):
                raise
            seen = error.message
            asked_pause_s = error.retry_after or 0.0
        else:
            if is_over(answer):
                return answer
            seen = cast("dict[str, Any]", answer)["status"]
            if time.monotonic() - started_at >= _HELD_S:
                pause_s = _FIRST_PAUSE_S
        left_s = until - time.monotonic()
        if left_s <= 0:
            raise SafeFetchError("wait_timeout", f"{what} is not over after {timeout_ms:g} ms: {seen}")
        yield Pause(min(max(pause_s, asked_pause_s), left_s))
        pause_s = min(pause_s * 1.5, _LONGEST_PAUSE_S)


def random_key() -> str:
    """What a repeated call is known again by."""
    return f"sdk-{secrets.token_hex(16)}"


def wait_before(tries: int, retry_after: Optional[float]) -> float:
    """Seconds before the try after ``tries``: what the server asked for, else doubling, spread by half."""
    if retry_after is not None:
        return retry_after
    # Bounded before it is raised: 2.0 ** 1100 is an error, not a long time.
    doubled = _FIRST_WAIT_S * 2.0 ** min(tries - 1, 10)
    return min(doubled, _LONGEST_WAIT_S) * (1 - random.random() / 2)


def parse_retry_after(header: Optional[str]) -> Optional[float]:
    """A ``Retry-After`` header, seconds or a date, as seconds from now; None when there is none that can be read."""
    text = (header or "").strip()
    if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", text, re.ASCII):
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def fault(cause: httpx.HTTPError, request: Request) -> SafeFetchError:
    """What httpx raised, as an error of this package."""
    if isinstance(cause, httpx.TimeoutException):
        error = SafeFetchError("timeout", f"{request.origin} did not answer within {request.timeout_ms:g} ms")
    else:
        why = str(cause) or type(cause).__name__
        error = SafeFetchError("connection_failed", f"No answer from {request.origin}: {why}")
    error.__cause__ = cause
    return error


def _prepare(
    settings: Settings,
    method: str,
    path: str,
    body: object,
    idempotency_key: Optional[str],
    timeout_ms: Optional[float],
) -> Request:
    api_key = os.environ.get("SAFEFETCH_API_KEY") if settings.api_key is None else settings.api_key
    if not api_key:
        raise SafeFetchError("missing_api_key", "Set SAFEFETCH_API_KEY, or pass api_key to SafeFetch().")
    headers = {
        "accept": "application/json",
        "authorization": f"Bearer {_printable(api_key, 'api_key')}",
        "user-agent": f"safefetch-python/{__version__}",
    }
    if idempotency_key is not None:
        headers["idempotency-key"] = _printable(idempotency_key, "idempotency_key")
    if body is not None:
        headers["content-type"] = "application/json"
    return Request(
        method=method,
        url=_base_url(settings) + path,
        headers=headers,
        content=None if body is None else to_json(body),
        timeout_ms=settings.timeout_ms if timeout_ms is None else timeout_ms,
    )


def _base_url(settings: Settings) -> str:
    given = settings.base_url
    if given is None:
        given = os.environ.get("SAFEFETCH_API_URL") or _DEFAULT_BASE_URL
    try:
        valid = re.fullmatch(r"https?://[^/?#\s][^?#\s]*", given) is not None and httpx.URL(given).host != ""
    except httpx.InvalidURL:
        valid = False
    if not valid:
        raise SafeFetchError("invalid_argument", f"base_url is not an http or https address: {given}")
    return given.rstrip("/")


def _printable(value: str, name: str) -> str:
    """Else httpx fails in words that show the value."""
    if re.fullmatch(r"[\x20-\x7e]+", value):
        return value
    raise SafeFetchError("invalid_argument", f"{name} must be printable ASCII characters, in one line")


def _read(outcome: Outcome, request: Request) -> Any:
    if isinstance(outcome, SafeFetchError):
        raise outcome
    if outcome is None:
        raise TypeError("a request was answered with nothing")
    answer = parse_object(outcome.content)
    if outcome.is_success and answer is not None:
        return answer
    _raise_refusal(outcome, answer, request)


def _raise_refusal(response: httpx.Response, answer: Optional[dict[str, Any]], request: Request) -> NoReturn:
    given = (answer or {}).get("error")
    given = given if isinstance(given, dict) else {}
    code, message, details = given.get("code"), given.get("message"), given.get("details")
    request_id = given.get("request_id")
    if not isinstance(request_id, str):
        request_id = response.headers.get("x-request-id")
    retry_after = parse_retry_after(response.headers.get("retry-after"))
    if is_error_code(code) and not response.is_success:
        raise SafeFetchError(
            code,
            str(message),
            status=response.status_code,
            details=details if isinstance(details, list) else (),
            request_id=request_id,
            retry_after=retry_after,
        )
    said = f": {message}" if isinstance(message, str) else ""
    raise SafeFetchError(
        "unexpected_answer",
        f"{request.origin} answered {response.status_code}, and not as SafeFetch does{said}. Is the base URL right?",
        status=response.status_code,
        request_id=request_id,
        retry_after=retry_after,
        answer=answer,
    )
