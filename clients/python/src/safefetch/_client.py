"""The blocking client."""

from types import TracebackType
from typing import Callable, Optional

import httpx

from ._blocking import Connection
from ._calls import WAIT_TIMEOUT_MS, Calls
from ._transport import DEFAULT_MAX_RETRIES, DEFAULT_TIMEOUT_MS, Settings
from ._types import Action, ActionList, ActionStatus, Gate, JsonBody, Method, Notify, OnUnknownOutcome, RetryOn


class SafeFetch:
    """Calls one SafeFetch server with one key. Threads may share it.

    Every method raises ``SafeFetchError``, and repeats what failed in passing; a repeated call never makes a second
    action. ``close()``, or leaving a ``with`` block, closes its connections.
    """

    def __init__(
        self,
        *,
        api_key: Optional[str] = None,
        base_url: Optional[str] = None,
        timeout_ms: float = DEFAULT_TIMEOUT_MS,
        max_retries: int = DEFAULT_MAX_RETRIES,
        http_client: Optional[httpx.Client] = None,
    ) -> None:
        """Key and address are looked up when a call is made, so that making a client needs neither.

        Args:
            api_key: ``sf_live_…`` or ``sf_test_…``. Default: the environment's ``SAFEFETCH_API_KEY``.
            base_url: address of the server. Default: the environment's ``SAFEFETCH_API_URL``, else
                ``http://localhost:3000``.
            timeout_ms: milliseconds one try may take to connect, and then between any two parts of the answer. Default
                30,000. A ``sync`` send waits at least 10 s longer than the server holds it.
            max_retries: how often a call is repeated after a network fault, a timeout, 429, 502, 503 or 504. Default 4;
                0 for never. Waits about 0.5, 1, 2, 4 s, or as long as ``Retry-After`` says; a ``Retry-After`` of over a
                minute is not waited for.
            http_client: used in place of an own one, for a proxy or certificates of yours. It is not closed here.
        """
        self._calls = Calls(Settings(api_key, base_url, timeout_ms, max_retries))
        self._connection = Connection(http_client)

    def send(
        self,
        url: str,
        *,
        method: Optional[Method] = None,
        body: Optional[JsonBody] = None,
        headers: Optional[dict[str, str]] = None,
        retries: Optional[int] = None,
        retry_on: Optional[RetryOn] = None,
        on_unknown_outcome: Optional[OnUnknownOutcome] = None,
        approve: Optional[bool] = None,
        expires_in: Optional[int] = None,
        notify: Optional[Notify] = None,
        reason: Optional[str] = None,
        gate: Optional[Gate] = None,
        callback: Optional[str] = None,
        dedupe: Optional[str] = None,
        sync: Optional[bool] = None,
        sync_timeout_ms: Optional[int] = None,
        idempotency_key: Optional[str] = None,
    ) -> Action:
        """Hands over one HTTP request.

        It is kept before this returns: ``pending``, or ``awaiting_approval``; with ``sync`` normally ``completed`` or
        ``failed``. A failed action is a result, not an error: look at ``status``.

        Args:
            url: absolute address of the target; https unless the operator allows http. At most 8 KiB.
            method: default ``POST``.
            body: sent as JSON; as a form when ``headers`` says ``Content-Type: application/x-www-form-urlencoded``. At
                most 1 MiB. Numbers that a double cannot hold are refused: send them as text.
            headers: sent to the target; at most 64, 32 KiB. Sensitive values are masked wherever they are shown.
            retries: delivery attempts in total, 1 to 100. Default 3.
            retry_on: which failures are tried again. ``transient``: 408, 425, 429, 5xx and network faults. Default
                ``any``; with ``sync`` ``transient``.
            on_unknown_outcome: when an attempt may have arrived and its answer was lost: send it again, or fail.
                Default ``retry``.
            approve: hold it until a person approves. Default False. Not together with ``sync``.
            expires_in: seconds until the approval expires, 1 to 2,592,000 (30 days). Default: the server's, 72 h.
            notify: who is asked; used with ``approve`` only. Default: the account's channels.
            reason: why, for the person who decides; at most 1,000 characters. Shown as your own words.
            gate: asks the safety gate first, with ``body`` as the AI's output: PASS goes on, WARN holds it for approval
                whatever ``approve`` says, BLOCK is refused with ``blocked_by_policy``.
            callback: told with one signed POST of the action once it is completed, failed or cancelled; see
                ``verify_webhook``.
            dedupe: 1 to 255 characters. For 24 h the same value finds the same action, whatever the request; released
                when it fails.
            sync: answer only when it is completed, failed or cancelled, or after ``sync_timeout_ms``. Default False.
            sync_timeout_ms: with ``sync``: milliseconds the server holds the answer, 1,000 to 120,000. Default 30,000.
                Then it answers as it stands.
            idempotency_key: 1 to 255 printable characters. For 24 h the same key is the same action; with another
                request it is ``idempotency_key_reused``. Default: a random one for each call, so that a repeated call
                never makes two actions.
        """
        return self._connection.run(
            self._calls.send(
                url=url,
                method=method,
                body=body,
                headers=headers,
                retries=retries,
                retry_on=retry_on,
                on_unknown_outcome=on_unknown_outcome,
                approve=approve,
                expires_in=expires_in,
                notify=notify,
                reason=reason,
                gate=gate,
                callback=callback,
                dedupe=dedupe,
                sync=sync,
                sync_timeout_ms=sync_timeout_ms,
                idempotency_key=idempotency_key,
            )
        )

    def get(self, id: str) -> Action:
        """Reads one action as it stands. Raises ``not_found`` for one of another account, too."""
        return self._connection.run(self._calls.get(id))

    def list(
        self,
        *,
        status: Optional[ActionStatus] = None,
        limit: Optional[int] = None,
        offset: Optional[int] = None,
        cursor: Optional[str] = None,
    ) -> ActionList:
        """A page of the account's actions, newest first. A new one may take a second to appear.

        Args:
            status: only those in this status.
            limit: 1 to 100. Default 20.
            offset: 0 to 10,000. Default 0.
            cursor: the last page's ``next_cursor``; goes to any depth.
        """
        return self._connection.run(self._calls.list(status=status, limit=limit, offset=offset, cursor=cursor))

    def approve(self, id: str, *, comment: Optional[str] = None, code: Optional[str] = None) -> Action:
        """Approves an action that awaits approval; the first decision counts.

        Raises ``not_approvable`` when it is too late, ``forbidden`` when this key asked for the action or lacks
        ``approvals:decide``.

        Args:
            id: ``act_…``
            comment: kept with the decision and shown on the receipt; at most 2,000 characters.
        """
        return self._connection.run(self._calls.approve(id, comment=comment, code=code))

    def cancel(self, id: str, *, comment: Optional[str] = None) -> Action:
        """Cancels a pending action.

        While it awaits approval this is the rejection by a key that may decide, and withdraws it otherwise. Raises
        ``not_cancellable`` when a request is in flight or it is over.

        Args:
            id: ``act_…``
            comment: as in ``approve``.
        """
        return self._connection.run(self._calls.cancel(id, comment=comment))

    def retry(self, id: str, *, idempotency_key: Optional[str] = None) -> Action:
        """The same request again, as a new action whose ``retry_of`` is ``id``.

        It needs approval again if it did before. Raises ``not_retryable`` unless the old one failed or was cancelled.

        Args:
            id: ``act_…``
            idempotency_key: as in ``send``. Default: a random one for each call.
        """
        return self._connection.run(self._calls.retry(id, idempotency_key=idempotency_key))

    def wait_for(
        self,
        id: str,
        *,
        timeout_ms: float = WAIT_TIMEOUT_MS,
        on_update: Optional[Callable[[Action], object]] = None,
    ) -> Action:
        """Reads an action until it is completed, failed or cancelled. Outages of the server are waited out.

        Raises ``wait_timeout`` after ``timeout_ms``; the action goes on then.

        Args:
            id: ``act_…``
            timeout_ms: milliseconds to wait. Default 600,000 (10 minutes); ``math.inf`` for as long as it takes.
            on_update: called with the action each time it was read: at first four times a second, later every 5 s.
        """
        return self._connection.run(self._calls.wait_for(id, timeout_ms=timeout_ms, on_update=on_update))

    def close(self) -> None:
        """Closes its connections; it cannot be used any more."""
        self._connection.close()

    def __enter__(self) -> "SafeFetch":
        return self

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self.close()
