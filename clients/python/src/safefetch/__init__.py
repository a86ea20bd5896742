"""Hand an HTTP request to SafeFetch: durable, approved by a person where you ask for it, retried, with a receipt."""

from ._async_client import AsyncSafeFetch
from ._client import SafeFetch
from ._errors import (
    ERROR_CODES,
    ErrorCode,
    ErrorDetail,
    SafeFetchError,
    has_code,
    is_error_code,
    is_safefetch_error,
)
from ._types import (
    Action,
    ActionError,
    ActionList,
    ActionStatus,
    ActionSummary,
    CancelReason,
    ErrorSource,
    JsonBody,
    Method,
    Notified,
    Notify,
    OnUnknownOutcome,
    Operation,
    RetryOn,
    is_terminal,
)
from ._version import __version__
from ._webhook import WebhookHeaders, verify_webhook

__all__ = [
    "ERROR_CODES",
    "Action",
    "ActionError",
    "ActionList",
    "ActionStatus",
    "ActionSummary",
    "AsyncSafeFetch",
    "CancelReason",
    "ErrorCode",
    "ErrorDetail",
    "ErrorSource",
    "JsonBody",
    "Method",
    "Notified",
    "Notify",
    "OnUnknownOutcome",
    "Operation",
    "RetryOn",
    "SafeFetch",
    "SafeFetchError",
    "WebhookHeaders",
    "__version__",
    "has_code",
    "is_error_code",
    "is_safefetch_error",
    "is_terminal",
    "verify_webhook",
]
