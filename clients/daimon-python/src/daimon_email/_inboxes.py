"""How an agent sends mail, which is no part of this package."""

from collections.abc import Mapping
from typing import Any, Protocol

from ._errors import client_error


class Inboxes(Protocol):
    """SafeFetch carries approvals, not mail: give a client yours, as an option or by setting ``client.inboxes``."""

    def send(self, inbox_id: str, message: Mapping[str, Any], /) -> object: ...


class NoInboxes:
    """What a client has that was given none: nothing seems to be sent that was not."""

    def send(self, inbox_id: str, message: Mapping[str, Any], /) -> object:
        raise client_error(
            "MISSING_INBOXES", "This client sends no mail: pass inboxes to DaimonClient(), or set client.inboxes."
        )
