"""The wire's objects, with the wire's names. Every field is always there; None when empty."""

from collections.abc import Mapping
from typing import Any, Literal, Optional, TypedDict, Union

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]

ActionStatus = Literal["pending", "active", "awaiting_approval", "completed", "failed", "cancelled"]
"""
- ``awaiting_approval``: held until a person decides.
- ``pending``: queued, or waiting for its next attempt.
- ``active``: a request is in flight.
- ``completed``, ``failed``, ``cancelled``: over, nothing changes any more.
"""

Operation = Literal["approve", "cancel", "retry"]
"""What may be done with an action now."""

CancelReason = Literal["rejected", "cancelled", "expired", "blocked"]
"""``rejected``: a reviewer said no; ``cancelled``: withdrawn; ``expired``: nobody decided; ``blocked``: by a policy."""

ErrorSource = Literal["target", "dispatch"]
"""``target``: it answered other than 2xx; ``dispatch``: DNS, refused, TLS, timeout, blocked address, unknown outcome."""

RetryOn = Literal["any", "transient"]
OnUnknownOutcome = Literal["retry", "fail"]

JsonBody = Union[Mapping[str, Any], list[Any], tuple[Any, ...]]


class Notify(TypedDict, total=False):
    """Who is asked.

    - ``email``: one address or up to ten; each gets Approve and Reject buttons.
    - ``slack``, ``discord``: ask in the account's channel.
    """

    email: Union[str, list[str]]
    slack: Literal[True]
    discord: Literal[True]


class Gate(TypedDict):
    """What the action is, for the safety gate.

    - ``action_kind``, ``action_type``: of the gate's catalogue, such as ``money.refund`` and ``refund``.
    - ``context``: what the kind requires, and whatever else is known.
    """

    action_kind: str
    action_type: str
    context: Mapping[str, Any]


class FiredRule(TypedDict):
    """A rule of the operator's policy that fired. ``because`` is the file and line of the rule."""

    rule: str
    outcome: Literal["pass", "require_approval", "block"]
    reason: Optional[str]
    because: str


class PolicyVersion(TypedDict):
    """The exact text of a policy file."""

    file: str
    sha256: str


class AppliedPolicy(TypedDict):
    """What the operator's policy said, and the files that were in force."""

    fired: list[FiredRule]
    versions: list[PolicyVersion]


class GateVerdict(TypedDict):
    """What the safety gate said: ``reasons`` are every rule that fired, most severe first; ``rules`` their names."""

    action_kind: str
    action_type: str
    status: Literal["PASS", "WARN", "BLOCK"]
    risk_score: int
    reason: str
    reasons: list[str]
    rules: list[str]


class Notified(TypedDict):
    """Who is asked, as an action tells it."""

    email: list[str]
    slack: bool
    discord: bool


class ActionError(TypedDict):
    """Why an action failed. ``message`` is the same words as ``last_error``."""

    source: ErrorSource
    message: str
    response_code: Optional[int]
    response_body: Any


class _ActionBase(TypedDict):
    # What the whole action and a row of a list have in common. Times are ISO 8601 with milliseconds, UTC.

    id: str
    """``act_…``; also the Temporal workflow id."""
    status: ActionStatus
    url: str
    method: Method
    approve: bool
    """Whether a person has to approve it."""
    dedupe: Optional[str]
    idempotency_key: Optional[str]
    attempts: int
    """Delivery attempts started, the one in flight included."""
    retries: int
    """Delivery attempts in total before ``failed``."""
    created_at: str
    started_at: Optional[str]
    """When the first attempt began."""
    finished_at: Optional[str]
    """When it became completed, failed or cancelled."""
    completed_at: Optional[str]
    """The same moment as ``finished_at``."""
    expires_at: Optional[str]
    """While it awaits approval: until when."""
    response_code: Optional[int]
    """HTTP status of the last attempt that got an answer."""
    duration_ms: Optional[int]
    """Of the last attempt, in milliseconds."""
    last_error: Optional[str]
    """What failed and where, in words."""
    approved_at: Optional[str]
    approved_by: Optional[str]
    """A reviewer's e-mail, or ``key:<key name>``."""
    cancelled_at: Optional[str]
    cancelled_by: Optional[str]
    cancel_reason: Optional[CancelReason]
    actions: list[Operation]
    """What may be done now."""
    receipt_url: str
    """Public page with everything that happened; whoever has the address may read it."""
    retry_of: Optional[str]
    """The action this one is a retry of."""


class ActionSummary(_ActionBase):
    """A row of a list: without bodies, headers, callback and comment; long addresses and keys are cut."""

    error_source: Optional[ErrorSource]


class Action(_ActionBase):
    """One HTTP request that SafeFetch was handed, and what became of it."""

    body: Any
    """As given: a dict, a list or None."""
    headers: Optional[dict[str, str]]
    """As given, with sensitive values masked (``••••``)."""
    notify: Optional[Notified]
    reason: Optional[str]
    """Why, in the words of who asked."""
    callback: Optional[str]
    retry_on: RetryOn
    on_unknown_outcome: OnUnknownOutcome
    response_body: Any
    """Parsed when the target's answer was JSON whose numbers survive, else text; at most 256 KiB."""
    response_truncated: bool
    error: Optional[ActionError]
    """Only on ``failed``."""
    next_retry_at: Optional[str]
    """While a retry is scheduled: when."""
    next_retry_in_seconds: Optional[int]
    retries_remaining: Optional[int]
    """``retries - attempts``, on a retried pending or active action."""
    approval_comment: Optional[str]
    """What the person who decided wrote."""
    policy: Optional[AppliedPolicy]
    """What the operator's policy said when it was accepted; None where there was none."""
    gate: Optional[GateVerdict]
    """What the safety gate said when it was accepted; None where it was not asked."""
    deduplicated: bool
    """True when ``dedupe`` or your own ``idempotency_key`` matched an action that was there before."""


class ActionList(TypedDict):
    """A page of actions, newest first.

    - ``total_approximate``: True when ``pending`` or ``active`` was asked for and more than 1,000 actions are open.
    - ``next_cursor``: pass it as ``cursor`` for the next page; None on the last.
    """

    data: list[ActionSummary]
    total: int
    total_approximate: bool
    limit: int
    offset: int
    next_cursor: Optional[str]


def is_terminal(action: Union[Action, ActionSummary]) -> bool:
    """Whether nothing will change any more: completed, failed or cancelled."""
    return action["status"] in ("completed", "failed", "cancelled")
