"""The asynchronous client."""

import asyncio
from contextlib import closing
from types import TracebackType
from typing import Callable, Optional, TypeVar, Union, cast

import httpx

from ._calls import WAIT_TIMEOUT_MS, Calls
from ._transport import DEFAULT_MAX_RETRIES, DEFAULT_TIMEOUT_MS, Outcome, Pause, Request, Settings, Steps, fault
from ._types import Action, ActionList, ActionStatus, Gate, JsonBody, Method, Notify, OnUnknownOutcome, RetryOn

_Result = TypeVar("_Result")


class AsyncSafeFetch:
    """``SafeFetch`` for asyncio: the same verbs, options and errors, to be awaited.

    ``await aclose()``, or leaving an ``async with`` block, closes its connections.
    """

    def __init__(
        self,
        *,
        api_key: Optional[str] = None,
        base_url: Optional[str] = None,
        timeout_ms: float = DEFAULT_TIMEOUT_MS,
        max_retries: int = DEFAULT_MAX_RETRIES,
        http_client: Optional[httpx.AsyncClient] = None,
    ) -> None:
        """As ``SafeFetch``."""
        self._calls = Calls(Settings(api_key, base_url, timeout_ms, max_retries))
        self._http = http_client if http_client is not None else httpx.AsyncClient()
        self._owns_http = http_client is None

    async def send(
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
        """As ``SafeFetch.send``."""
        return await self._run(
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

    async def get(self, id: str) -> Action:
        """As ``SafeFetch.get``."""
        return await self._run(self._calls.get(id))

    async def list(
        self,
        *,
        status: Optional[ActionStatus] = None,
        limit: Optional[int] = None,
        offset: Optional[int] = None,
        cursor: Optional[str] = None,
    ) -> ActionList:
        """As ``SafeFetch.list``."""
        return await self._run(self._calls.list(status=status, limit=limit, offset=offset, cursor=cursor))

    async def approve(self, id: str, *, comment: Optional[str] = None, code: Optional[str] = None) -> Action:
        """As ``SafeFetch.approve``."""
        return await self._run(self._calls.approve(id, comment=comment, code=code))

    async def cancel(self, id: str, *, comment: Optional[str] = None) -> Action:
        """As ``SafeFetch.cancel``."""
        return await self._run(self._calls.cancel(id, comment=comment))

    async def retry(self, id: str, *, idempotency_key: Optional[str] = None) -> Action:
        """As ``SafeFetch.retry``."""
        return await self._run(self._calls.retry(id, idempotency_key=idempotency_key))

    async def wait_for(
        self,
        id: str,
        *,
        timeout_ms: float = WAIT_TIMEOUT_MS,
        on_update: Optional[Callable[[Action], object]] = None,
    ) -> Action:
        """As ``SafeFetch.wait_for``."""
        return await self._run(self._calls.wait_for(id, timeout_ms=timeout_ms, on_update=on_update))

    async def aclose(self) -> None:
        """Closes its connections; it cannot be used any more."""
        if self._owns_http:
            await self._http.aclose()

    async def __aenter__(self) -> "AsyncSafeFetch":
        return self

    async def __aexit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        await self.aclose()

    async def _run(self, steps: Steps[_Result]) -> _Result:
        with closing(steps):
            try:
                step = next(steps)
                while True:
                    step = steps.send(await self._do(step))
            except StopIteration as end:
                return cast(_Result, end.value)

    async def _do(self, step: Union[Request, Pause]) -> Outcome:
        if isinstance(step, Pause):
            await asyncio.sleep(step.seconds)
            return None
        try:
            return await self._http.request(**step.arguments())
        except httpx.HTTPError as cause:
            return fault(cause, step)
