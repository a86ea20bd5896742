"""An agent asks its operator for leave, and waits for a person's answer: operator approvals of a SafeFetch server."""

from ._client import Account, Approvals, DaimonClient
from ._errors import ERROR_CODES, DaimonError, ErrorCode
from ._inboxes import Inboxes
from ._types import Approval, ApprovalStatus, Notified, Urgency
from ._version import __version__

__all__ = [
    "ERROR_CODES",
    "Account",
    "Approval",
    "ApprovalStatus",
    "Approvals",
    "DaimonClient",
    "DaimonError",
    "ErrorCode",
    "Inboxes",
    "Notified",
    "Urgency",
    "__version__",
]
