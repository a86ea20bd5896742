"""The one error of this package, and its closed list of codes."""

from collections.abc import Sequence
from typing import Literal, Optional, Union, cast, get_args

from safefetch import SafeFetchError

ServerCode = Literal[
    "VALIDATION_ERROR",
    "UNAUTHORIZED",
    "FORBIDDEN",
    "NOT_FOUND",
    "METHOD_NOT_ALLOWED",
    "CLIENT_ID_REUSED",
    "ALREADY_DECIDED",
    "EXPIRED",
    "RATE_LIMIT_EXCEEDED",
    "INTERNAL_ERROR",
    "ENGINE_UNAVAILABLE",
]
"""What the server answers; ``next_steps`` says what to do about it."""

ClientCode = Literal[
    "CONNECTION_FAILED",
    "TIMEOUT",
    "UNEXPECTED_ANSWER",
    "WAIT_TIMEOUT",
    "MISSING_API_KEY",
    "INVALID_ARGUMENT",
    "MISSING_INBOXES",
]
"""What this package itself reports; ``status`` is then 0 unless there was an answer.

- ``CONNECTION_FAILED``: no answer, after every repeat.
- ``TIMEOUT``: connecting or reading took longer than ``timeout``, after every repeat.
- ``UNEXPECTED_ANSWER``: an answer, but not one of this API (a proxy's page, a wrong base URL, a newer server's code).
- ``WAIT_TIMEOUT``: ``wait`` waited as long as it was told to, and nobody had decided.
- ``MISSING_API_KEY``: neither given nor in ``DAIMON_API_KEY``.
- ``INVALID_ARGUMENT``: a mistake in the call; nothing was sent.
- ``MISSING_INBOXES``: mail was to be sent, and nobody has said how.
"""

ErrorCode = Union[ServerCode, ClientCode]

ERROR_CODES: tuple[ErrorCode, ...] = (*get_args(ServerCode), *get_args(ClientCode))
"""Every code there is: the server's, then this package's own."""

_NEXT_STEPS = {
    "CONNECTION_FAILED": "Do not go on. See that the server runs, then try again.",
    "TIMEOUT": "Do not go on. Try again.",
    "UNEXPECTED_ANSWER": "Do not go on. See that base_url is the address of the server.",
    "WAIT_TIMEOUT": "Do not go on: nobody has approved it. It can still be decided; wait again with the same id.",
}


class DaimonError(Exception):
    """The one error of this package: whatever it raises is one of these. None of them means leave to go on.

    Attributes:
        code: one of a closed list, to decide by; see ``ERROR_CODES``.
        message: what is wrong, for people.
        status: HTTP status of the answer; 0 when there was none.
        next_steps: what to do now, in sentences.
        request_id: finds the call in the server's log; None when the server was not reached.
        retry_after: seconds the server asked to wait before another try; None when it did not.
    """

    def __init__(
        self,
        code: ErrorCode,
        message: str,
        *,
        status: int = 0,
        next_steps: Sequence[str] = (),
        request_id: Optional[str] = None,
        retry_after: Optional[float] = None,
    ) -> None:
        # Both, so that a copy made by pickle, as process pools and task queues do, is made from the same arguments.
        super().__init__(code, message)
        self.code: ErrorCode = code
        self.message = message
        self.status = status
        self.next_steps = list(next_steps)
        self.request_id = request_id
        self.retry_after = retry_after

    def __str__(self) -> str:
        return self.message


def client_error(code: ClientCode, message: str, *, status: int = 0) -> DaimonError:
    """An error of this package's own, with what follows from it."""
    return DaimonError(code, message, status=status, next_steps=_steps_after(code))


def as_daimon_error(error: SafeFetchError) -> DaimonError:
    """What the transport raised, as an error of this package."""
    said = error.answer or {}
    code, next_steps = said.get("error"), said.get("next_steps")
    message = error.message
    if error.status >= 400 and code in get_args(ServerCode):
        message = str(said.get("message"))
        next_steps = [str(step) for step in next_steps] if isinstance(next_steps, list) else []
    else:
        code = error.code.upper()
        code = code if code in get_args(ClientCode) else "UNEXPECTED_ANSWER"
        next_steps = _steps_after(code)
    return DaimonError(
        cast(ErrorCode, code),
        message,
        status=error.status,
        next_steps=next_steps,
        request_id=error.request_id,
        retry_after=error.retry_after,
    )


def _steps_after(code: str) -> list[str]:
    return [_NEXT_STEPS[code]] if code in _NEXT_STEPS else []
