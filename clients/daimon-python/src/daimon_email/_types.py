"""What is asked, and what became of it. Times are ISO 8601 with milliseconds, UTC."""

from typing import Any, Literal, Optional, TypedDict

Urgency = Literal["low", "medium", "high"]

ApprovalStatus = Literal["pending", "approved", "denied", "expired"]
"""Only ``approved`` is leave. ``denied``: somebody said no; ``expired``: nobody decided in time."""


class _Told(TypedDict):
    request_id: str
    """``apr_…``, of a notice ``ntc_…``; also the Temporal workflow id."""
    status: Literal["pending", "approved", "denied", "expired", "sent"]
    """``pending``, unless ``client_id`` found a request that was decided meanwhile; ``sent`` of a notice."""


class Notified(_Told, total=False):
    """The operator was asked, or told. The further fields are there when they were asked."""

    approval_id: str
    """The same as ``request_id``."""
    expires_at: str
    magic_link: str
    """Opens the page of the request; by itself it decides nothing, unless the server has no channel to ask by."""
    agent_script: str
    """For the agent to say to its operator."""


class Approval(TypedDict):
    """One request, as it stands."""

    request_id: str
    approval_id: str
    """The same as ``request_id``."""
    action: str
    context: dict[str, Any]
    reason: str
    urgency: Urgency
    status: ApprovalStatus
    approved_at: Optional[str]
    """When it was decided, of a no too; None while it is pending and when it expired."""
    approved_by: Optional[str]
    """Who decided, of a no too: a reviewer's e-mail, or ``key:<key name>``."""
    denial_reason: Optional[str]
    created_at: str
    expires_at: str
