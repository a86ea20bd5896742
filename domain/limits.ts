/** Every limit of the product, by name and unit. The contract states them; code and tests read them here. */
export const LIMITS = {
  /** A create request, and the request it describes once serialised again. */
  requestBytes: 1024 * 1024,
  /** What is kept of a target's answer, counted as it is stored. */
  responseBytes: 256 * 1024,
  urlBytes: 8 * 1024,
  headerCount: 64,
  headerBytes: 32 * 1024,
  /** `dedupe` and `Idempotency-Key`. */
  keyChars: 255,
  reasonChars: 1_000,
  commentChars: 2_000,
  /** A short code as it is typed, with whatever spaces. */
  codeChars: 20,
  notifyEmails: 10,
  retriesMax: 100,
  retriesDefault: 3,
  syncTimeoutMs: { min: 1_000, default: 30_000, max: 120_000 },
  approvalTtlS: { min: 1, max: 30 * 24 * 3600 },
  /** `action` and `action_label` of what an agent asks or tells its operator. */
  operatorActionChars: 100,
  /** How long an operator approval stays open where the request does not say. */
  operatorTtlS: 24 * 3600,
  /** The longest `wait` of one read. */
  waitMaxS: 60,
  /** `action_kind` and `action_type`. */
  gateNameChars: 100,
  jsonDepth: 64,
  /** How long `dedupe` and `Idempotency-Key` bind, from the first create. */
  keyWindowMs: 24 * 3600 * 1000,
  /** A target's `Retry-After` is obeyed up to this wait. */
  retryAfterMs: 3600 * 1000,
  listDefault: 20,
  listMax: 100,
  listOffsetMax: 10_000,
  /** Open actions that a `status=pending` or `status=active` list looks at one by one. */
  openScanMax: 1_000,
} as const;
