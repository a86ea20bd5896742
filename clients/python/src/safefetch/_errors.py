"""The one error of this package, its closed list of codes, and guards."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, Optional, TypedDict, Union, get_args

if TYPE_CHECKING:
    from typing_extensions import TypeGuard

ServerCode = Literal[
    "validation_error",
    "missing_body",
    "invalid_request",
    "invalid_query",
    "invalid_sync",
    "blocked_address",
    "unauthorized",
    "forbidden",
    "blocked_by_policy",
    "reviewer_not_allowed",
    "not_found",
    "method_not_allowed",
    "not_approvable",
    "not_cancellable",
    "not_retryable",
    "payload_too_large",
    "invalid_content_type",
    "idempotency_key_reused",
    "rate_limited",
    "internal_error",
    "engine_unavailable",
]
"""What the server answers. ``internal_error`` is a fault of its own; ``request_id`` finds it in its log."""

ClientCode = Literal[
    "connection_failed",
    "timeout",
    "unexpected_answer",
    "wait_timeout",
    "missing_api_key",
    "invalid_argument",
    "invalid_signature",
]
"""What this package itself reports; ``status`` is then 0 unless there was an answer.

- ``connection_failed``: no answer, after every repeat.
- ``timeout``: connecting or reading took longer than ``timeout_ms``, after every repeat.
- ``unexpected_answer``: an answer, but not one of SafeFetch's (a proxy's page, a wrong base URL, a newer server's code).
- ``wait_timeout``: ``wait_for`` waited as long as it was told to; the action goes on.
- ``missing_api_key``: neither given nor in ``SAFEFETCH_API_KEY``.
- ``invalid_argument``: a mistake in the call; nothing was sent.
- ``invalid_signature``: ``verify_webhook`` does not accept it.
"""

ErrorCode = Union[ServerCode, ClientCode]

ERROR_CODES: tuple[ErrorCode, ...] = (*get_args(ServerCode), *get_args(ClientCode))
"""Every code there is: the server's, then this package's own."""

# A proxy says 502 or 504 where a direct connection would have been dropped.
_PASSING_STATUSES = (429, 502, 503, 504)


class ErrorDetail(TypedDict):
    """One thing that is wrong, and where: ``path`` is a dotted path into the request (``headers.Host``)."""

    path: str
    message: str


class SafeFetchError(Exception):
    """The one error of this package: whatever it raises is one of these.

    Attributes:
        code: one of a closed list, to decide by; see ``ERROR_CODES``.
        status: HTTP status of the answer; 0 when there was none.
        message: what is wrong, for people.
        details: what is wrong and where; empty when there is nothing to point at.
        request_id: finds the call in the server's log; None when the server was not reached.
        retry_after: seconds the server asked to wait before another try; None when it did not.
        answer: with ``unexpected_answer``: the JSON object that was answered; None when it was none.
    """

    code: ErrorCode
    status: int
    message: str
    details: list[ErrorDetail]
    request_id: Optional[str]
    retry_after: Optional[float]
    answer: Optional[dict[str, Any]]

    def __init__(
        self,
        code: ErrorCode,
        message: str,
        *,
        status: int = 0,
        details: Sequence[ErrorDetail] = (),
        request_id: Optional[str] = None,
        retry_after: Optional[float] = None,
        answer: Optional[dict[str, Any]] = None,
    ) -> None:
        # Both, so that a copy made by pickle, as process pools and task queues do, is made from the same arguments.
        super().__init__(code, message)
        self.code = code
        self.status = status
        self.message = message
        self.details = list(details)
        self.request_id = request_id
        self.retry_after = retry_after
        self.answer = answer

    def __str__(self) -> str:
        return self.message


def is_safefetch_error(error: object) -> "TypeGuard[SafeFetchError]":
    """Whether something caught came from this package."""
    return isinstance(error, SafeFetchError)


def has_code(error: object, *codes: ErrorCode) -> "TypeGuard[SafeFetchError]":
    """Whether something caught is a SafeFetchError with one of these codes: ``has_code(error, "not_found")``."""
    return isinstance(error, SafeFetchError) and error.code in codes


def is_error_code(code: object) -> "TypeGuard[ErrorCode]":
    """Whether a text is one of the closed list of codes."""
    return code in ERROR_CODES


def is_passing(error: SafeFetchError) -> bool:
    """Whether the same call may well work in a moment."""
    return error.code in ("connection_failed", "timeout") or error.status in _PASSING_STATUSES
