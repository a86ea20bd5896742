"""Carries out what calls ask for, blocking; see ``_transport``."""

import time
from contextlib import closing
from typing import Optional, TypeVar, Union, cast

import httpx

from ._transport import Outcome, Pause, Request, Steps, fault

_Result = TypeVar("_Result")


class Connection:
    """Connections of its own, or those of the ``httpx.Client`` given, which it then never closes."""

    def __init__(self, http_client: Optional[httpx.Client] = None) -> None:
        self._http = http_client if http_client is not None else httpx.Client()
        self._owns_http = http_client is None

    def run(self, steps: Steps[_Result]) -> _Result:
        """Does what a call asks for, and returns its result."""
        with closing(steps):
            try:
                step = next(steps)
                while True:
                    step = steps.send(self._do(step))
            except StopIteration as end:
                return cast(_Result, end.value)

    def close(self) -> None:
        """It cannot be used any more."""
        if self._owns_http:
            self._http.close()

    def _do(self, step: Union[Request, Pause]) -> Outcome:
        if isinstance(step, Pause):
            time.sleep(step.seconds)
            return None
        try:
            return self._http.request(**step.arguments())
        except httpx.HTTPError as cause:
            return fault(cause, step)
