/** What a rule of the safety gate says about one request. */

/** Rules that SafeFetch brings, by name; only an operator's own word loosens one. */
export const MANAGED_RULES = [
  'high value',
  'unverified destination',
  'velocity',
  'duplicates',
  'bulk messaging',
  'secrets',
  'personal data',
  'prompt injection',
  'gate bypass',
  'cross-tenant',
  'session mismatch',
  'scope expansion',
  'large data',
] as const;
export type ManagedRule = (typeof MANAGED_RULES)[number];

/** From the mildest to the most severe. */
export const GATE_STATUSES = ['PASS', 'WARN', 'BLOCK'] as const;
export type GateStatus = (typeof GATE_STATUSES)[number];

export interface Finding {
  /** The rule's name, in a few words: `high value`. */
  rule: string;
  severity: Exclude<GateStatus, 'PASS'>;
  /** A sentence for the reason, without its end; null where the rule has no words of its own. */
  words: string | null;
  /** What exactly fired it, for the list of reasons; never a value that could be a secret. */
  because: string;
}

/** A finding as one line of a verdict's reasons: `WARN: high value: amount_usd is over 200`. */
export function reasonLine({ severity, rule, because }: Pick<Finding, 'severity' | 'rule' | 'because'>): string {
  return `${severity}: ${rule}: ${because}`;
}
