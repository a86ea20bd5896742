/** What an agent asks, and what became of it. Times are ISO 8601 with milliseconds, UTC. */

export type Urgency = 'low' | 'medium' | 'high';

/**
 * - `pending`: nobody has decided.
 * - `approved`: the agent has leave, and does the work itself.
 * - `denied`: somebody said no.
 * - `expired`: nobody decided in time.
 */
export type ApprovalStatus = 'pending' | 'approved' | 'denied' | 'expired';

/** Asks the operator for leave. */
export interface ApprovalRequest {
  type?: 'approval_request' | undefined;
  /** What for, in any word, 1 to 100 characters; shown as a title: `bulk_send` is Bulk Send. */
  action: string;
  /** Shown line by line; values under sensitive names are masked. */
  context?: object | null | undefined;
  /** Why; 1 to 1,000 characters, shown as the agent's own words. */
  reason: string;
  /** Default `medium`; `high` is marked in the subject of the message. */
  urgency?: Urgency | undefined;
  /** Told once how it was decided, by a signed POST; https unless the operator allows http. */
  callbackUrl?: string | null | undefined;
  /** Seconds until it expires, 1 to 2,592,000 (30 days). Default 86,400 (24 h). */
  expiresIn?: number | undefined;
  /**
   * 1 to 255 characters. For 24 h the same one is the same request, however often it is sent; with another request it
   * is `CLIENT_ID_REUSED`. Default: a random one for each call, so that a repeated call never asks twice.
   */
  clientId?: string | undefined;
}

/** Tells the operator something; nothing is decided. */
export interface OperatorNotice {
  /** 1 to 1,000 characters. */
  issue: string;
  context?: object | null | undefined;
  /** What the operator might do about it, 1 to 100 characters. */
  actionLabel?: string | undefined;
  /** As in `ApprovalRequest`. */
  clientId?: string | undefined;
}

export interface AskedApproval {
  /** `apr_…`; also the Temporal workflow id. */
  requestId: string;
  /** `pending`, unless `clientId` found a request that was decided meanwhile. */
  status: ApprovalStatus;
  expiresAt: string;
  /** Opens the page of the request; by itself it decides nothing, unless the server has no channel to ask by. */
  magicLink: string;
  /** For the agent to say to its operator. */
  agentScript: string;
}

export interface SentNotice {
  /** `ntc_…` */
  requestId: string;
  status: 'sent';
}

export interface Approval {
  requestId: string;
  action: string;
  context: Record<string, unknown>;
  reason: string;
  urgency: Urgency;
  status: ApprovalStatus;
  /** When it was decided, of a no too; null while it is pending and when it expired. */
  approvedAt: string | null;
  /** Who decided, of a no too: a reviewer's e-mail, or `key:<key name>`. */
  approvedBy: string | null;
  denialReason: string | null;
  createdAt: string;
  expiresAt: string;
}

/** One that nothing changes any more. */
export type DecidedApproval = Approval & { status: Exclude<ApprovalStatus, 'pending'> };

const WIRE_NAMES: Record<string, string> = { clientId: 'client_id', actionLabel: 'action_label' };

/** The request's body. Names this package does not know pass through, so that the server refuses them by name. */
export function toWire(request: object): Record<string, unknown> {
  const given = Object.entries(request).filter(([, value]) => value != null);
  return Object.fromEntries(given.map(([name, value]) => [WIRE_NAMES[name] ?? name, value]));
}

export function isDecided(approval: Approval): approval is DecidedApproval {
  return ['approved', 'denied', 'expired'].includes(approval.status);
}
