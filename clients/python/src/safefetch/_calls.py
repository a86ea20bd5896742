"""The verbs, as steps without I/O; see ``_transport``. Both clients run these."""

import re
from collections.abc import Callable
from typing import Any, Literal, Optional, cast
from urllib.parse import urlencode

from ._errors import SafeFetchError, has_code
from ._transport import Settings, Steps, call_api, random_key, read_until
from ._types import Action, ActionList, is_terminal

WAIT_TIMEOUT_MS = 600_000
_SYNC_TIMEOUT_MS = 30_000
_SYNC_MARGIN_MS = 10_000


class Calls:
    """Every verb of both clients, with one client's settings."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def send(self, *, idempotency_key: Optional[str], **options: Any) -> Steps[Action]:
        body = _given(options)
        held_ms = (body.get("sync_timeout_ms", _SYNC_TIMEOUT_MS) + _SYNC_MARGIN_MS) if body.get("sync") else 0
        timeout_ms = max(self._settings.timeout_ms, held_ms)
        return self._create("/v1/actions", idempotency_key, body=body, timeout_ms=timeout_ms)

    def get(self, id: str) -> Steps[Action]:
        return cast("Steps[Action]", call_api(self._settings, "GET", _path(id)))

    def list(self, **options: Any) -> Steps[ActionList]:
        query = urlencode(_given(options))
        return cast("Steps[ActionList]", call_api(self._settings, "GET", "/v1/actions" + (query and f"?{query}")))

    def approve(self, id: str, *, comment: Optional[str], code: Optional[str]) -> Steps[Action]:
        said = _given({"comment": comment, "code": code})
        return self._decide(id, "approve", said, lambda action: action["approved_at"] is not None)

    def cancel(self, id: str, *, comment: Optional[str]) -> Steps[Action]:
        return self._decide(id, "cancel", _given({"comment": comment}), lambda action: action["status"] == "cancelled")

    def retry(self, id: str, *, idempotency_key: Optional[str]) -> Steps[Action]:
        return self._create(f"{_path(id)}/retry", idempotency_key)

    def wait_for(
        self, id: str, *, timeout_ms: float, on_update: Optional[Callable[[Action], object]]
    ) -> Steps[Action]:
        path = _path(id)
        try_timeout_ms = min(self._settings.timeout_ms, max(timeout_ms, 1_000))

        def read(left_ms: float) -> Steps[Action]:
            action: Action = yield from call_api(
                self._settings, "GET", path, timeout_ms=try_timeout_ms, max_retries=0
            )
            if on_update is not None:
                on_update(action)
            return action

        return read_until(read, is_terminal, timeout_ms=timeout_ms, what=id)

    def _create(
        self, path: str, given_key: Optional[str], *, body: object = None, timeout_ms: Optional[float] = None
    ) -> Steps[Action]:
        key = given_key if given_key is not None else random_key()
        action: Action = yield from call_api(
            self._settings, "POST", path, body=body, idempotency_key=key, timeout_ms=timeout_ms
        )
        # Found by a key that only this call knows: an earlier try of it made the action, and its answer was lost.
        if given_key is None and action.get("idempotency_key") == key:
            action["deduplicated"] = False
        return action

    def _decide(
        self,
        id: str,
        verb: Literal["approve", "cancel"],
        said: dict[str, Any],
        is_done: Callable[[Action], bool],
    ) -> Steps[Action]:
        path = f"{_path(id)}/{verb}"
        lost: list[SafeFetchError] = []

        def note(error: SafeFetchError) -> None:
            if error.status != 429:
                lost.append(error)

        try:
            action: Action = yield from call_api(self._settings, "POST", path, body=said or None, on_repeat=note)
        except SafeFetchError as error:
            # The try whose answer was lost may have been the one that decided.
            if not lost or not has_code(error, "not_approvable", "not_cancellable"):
                raise
            action = yield from self.get(id)
            if not is_done(action):
                raise
        return action


def _given(options: dict[str, Any]) -> dict[str, Any]:
    """None and absent mean the same on the wire."""
    return {name: value for name, value in options.items() if value is not None}


def _path(id: str) -> str:
    """Checked here, since ``..`` would make it another path."""
    if isinstance(id, str) and re.fullmatch(r"act_[A-Za-z0-9_-]+", id):
        return f"/v1/actions/{id}"
    raise SafeFetchError("invalid_argument", f"An action's id looks like act_…, this does not: {id}")
