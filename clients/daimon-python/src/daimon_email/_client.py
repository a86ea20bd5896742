"""The client, blocking."""

import math
import os
import re
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Literal, Optional, TypeVar, cast

import httpx

from safefetch import SafeFetchError
from safefetch.transport import Connection, Settings, Steps, call_api, random_key, read_until

from ._errors import as_daimon_error, client_error
from ._inboxes import Inboxes, NoInboxes
from ._types import Approval, Notified, Urgency

_Result = TypeVar("_Result")
_DEFAULT_BASE_URL = "http://localhost:3000"
# Well within what proxies let an answer be held.
_LONGEST_HOLD_S = 30


class DaimonClient:
    """Asks the operators of one SafeFetch server with one key. Threads may share it.

    Every method raises ``DaimonError``, and repeats what failed in passing; a repeated call never asks twice.
    ``close()``, or leaving a ``with`` block, closes its connections.

    Attributes:
        account: asks and tells the operator.
        approvals: reads what became of it.
        inboxes: yours to set: how the agent sends mail.
    """

    def __init__(
        self,
        *,
        api_key: Optional[str] = None,
        base_url: Optional[str] = None,
        timeout: float = 30.0,
        max_retries: int = 4,
        http_client: Optional[httpx.Client] = None,
        inboxes: Optional[Inboxes] = None,
    ) -> None:
        """Key and address are looked up when a call is made, so that making a client needs neither.

        Args:
            api_key: a key with ``actions:write`` and ``actions:read``. Default: the environment's ``DAIMON_API_KEY``.
            base_url: address of the server. Default: the environment's ``DAIMON_API_URL``, else
                ``http://localhost:3000``.
            timeout: seconds one try may take to connect, and then between any two parts of the answer; ``wait`` adds
                what it asks the server to hold. Default 30.
            max_retries: how often a call is repeated after a network fault, a timeout, 429, 502, 503 or 504. Default 4;
                0 for never.
            http_client: used in place of an own one, for a proxy or certificates of yours. It is not closed here.
            inboxes: how the agent sends mail, which is no part of this package. Default: sending raises
                ``MISSING_INBOXES``.
        """
        self._caller = _Caller(Settings(api_key, base_url, timeout * 1000, max_retries), Connection(http_client))
        self.account = Account(self._caller)
        self.approvals = Approvals(self._caller)
        self.inboxes: Inboxes = NoInboxes() if inboxes is None else inboxes

    def close(self) -> None:
        """Closes its connections; it cannot be used any more."""
        self._caller.connection.close()

    def __enter__(self) -> "DaimonClient":
        return self

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self.close()


class Account:
    """Asks and tells the operator; see ``DaimonClient.account``."""

    def __init__(self, caller: "_Caller") -> None:
        self._caller = caller

    def notify_operator(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        *,
        type: Optional[Literal["approval_request"]] = None,
        action: Optional[str] = None,
        reason: Optional[str] = None,
        context: Optional[Mapping[str, Any]] = None,
        urgency: Optional[Urgency] = None,
        callback_url: Optional[str] = None,
        expires_in: Optional[int] = None,
        client_id: Optional[str] = None,
        issue: Optional[str] = None,
        action_label: Optional[str] = None,
    ) -> Notified:
        """Asks the operator for leave, or with ``issue`` just tells them something.

        It is kept before this returns. Do not go on before it is ``approved``; of a notice there is nothing to wait for.

        Args:
            request: the same fields as a dict; where both are given the keywords count.
            type: ``approval_request``; may be left out.
            action: what for, in any word, 1 to 100 characters; shown as a title: ``bulk_send`` is Bulk Send.
            reason: why; required with ``action``, 1 to 1,000 characters, shown as the agent's own words.
            context: shown line by line; values under sensitive names are masked.
            urgency: default ``medium``; ``high`` is marked in the subject of the message.
            callback_url: told once how it was decided, by a signed POST in snake_case.
            expires_in: seconds until it expires, 1 to 2,592,000 (30 days). Default 86,400 (24 h).
            client_id: 1 to 255 characters. For 24 h the same one is the same request, however often it is sent; with
                another request it is ``CLIENT_ID_REUSED``. Default: a random one for each call, so that a repeated
                call never asks twice.
            issue: in place of ``action``: tells the operator this, 1 to 1,000 characters; nothing is decided.
            action_label: with ``issue``: what the operator might do about it, 1 to 100 characters.
        """
        keywords = {
            "type": type,
            "action": action,
            "reason": reason,
            "context": context,
            "urgency": urgency,
            "callback_url": callback_url,
            "expires_in": expires_in,
            "client_id": client_id,
            "issue": issue,
            "action_label": action_label,
        }
        body = {"client_id": random_key(), **_given(request or {}), **_given(keywords)}
        return cast(Notified, self._caller.call("POST", "/v1/notify-operator?casing=snake", body=body))


class Approvals:
    """Reads what became of a request; see ``DaimonClient.approvals``."""

    def __init__(self, caller: "_Caller") -> None:
        self._caller = caller

    def get(self, id: str) -> Approval:
        """Reads one as it stands. Raises ``NOT_FOUND`` for one of another account, too.

        Args:
            id: ``apr_…``
        """
        return cast(Approval, self._caller.call("GET", f"{_path(id)}?casing=snake", id=id))

    def wait(self, id: str, timeout: float = 600.0) -> Approval:
        """Waits until it is decided or expires: look at ``status``, only ``approved`` is leave.

        The server holds each read until then, and whatever was decided between two reads the next one finds. Outages
        are waited out.

        Raises ``WAIT_TIMEOUT`` after ``timeout``, so that no code takes the lack of an answer for one. The request stays
        as it is: it can still be decided, and waited for again.

        Args:
            id: ``apr_…``
            timeout: seconds to wait. Default 600 (10 minutes); ``math.inf`` until it is decided or expires.
        """
        return self._caller.wait(id, timeout)


class _Caller:
    def __init__(self, settings: Settings, connection: Connection) -> None:
        self._settings = settings
        self.connection = connection

    def call(self, method: str, path: str, *, body: object = None, id: Optional[str] = None) -> dict[str, Any]:
        """``id`` is what the answer has to be about."""
        return _result(self._run(call_api(self._whole(), method, path, body=body)), id)

    def wait(self, id: str, timeout: float) -> Approval:
        path = _path(id)
        settings = self._whole()

        def read(left_ms: float) -> Steps[dict[str, Any]]:
            hold_s = _LONGEST_HOLD_S if math.isinf(left_ms) else min(_LONGEST_HOLD_S, int(left_ms / 1000))
            answer = yield from call_api(
                settings,
                "GET",
                f"{path}?wait={hold_s}&casing=snake",
                timeout_ms=hold_s * 1000 + min(settings.timeout_ms, max(left_ms, 1_000)),
                max_retries=0,
            )
            return _result(answer, id)

        return cast(Approval, self._run(read_until(read, _is_decided, timeout_ms=timeout * 1000, what=id)))

    def _run(self, steps: Steps[_Result]) -> _Result:
        try:
            return self.connection.run(steps)
        except SafeFetchError as error:
            raise as_daimon_error(error) from error

    def _whole(self) -> Settings:
        """The transport would look for what is missing under the names of its own package."""
        given = self._settings
        api_key = os.environ.get("DAIMON_API_KEY") if given.api_key is None else given.api_key
        if not api_key:
            raise client_error("MISSING_API_KEY", "Set DAIMON_API_KEY, or pass api_key to DaimonClient().")
        base_url = given.base_url
        if base_url is None:
            base_url = os.environ.get("DAIMON_API_URL") or _DEFAULT_BASE_URL
        return Settings(api_key, base_url, given.timeout_ms, given.max_retries)


def _given(fields: Mapping[str, Any]) -> dict[str, Any]:
    """None and absent mean the same on the wire."""
    return {name: value for name, value in fields.items() if value is not None}


def _is_decided(approval: dict[str, Any]) -> bool:
    return approval["status"] in ("approved", "denied", "expired")


def _result(answer: dict[str, Any], id: Optional[str]) -> dict[str, Any]:
    """Checked, since an answer about something else may be nobody's leave."""
    result = answer.get("result")
    if isinstance(result, dict):
        found, status = result.get("request_id"), result.get("status")
        if isinstance(found, str) and isinstance(status, str) and id in (None, found):
            return result
    raise client_error(
        "UNEXPECTED_ANSWER", f"The answer is not one about {id or 'a request to an operator'}.", status=200
    )


def _path(id: str) -> str:
    """Checked here, since ``..`` would make it another path."""
    if isinstance(id, str) and re.fullmatch(r"apr_[A-Za-z0-9_-]+", id):
        return f"/v1/approvals/{id}"
    raise client_error("INVALID_ARGUMENT", f"An approval's id looks like apr_…, this does not: {id}")
