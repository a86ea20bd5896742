import type { GateQuestion, JsonObject, JsonValue } from './action.ts';
import { type Finding, reasonLine } from './gate/finding.ts';

/** What an operator's policy says of one request, whether it is an action or a question to the safety gate. */

/** From the mildest to the most severe. */
export const POLICY_OUTCOMES = ['pass', 'require_approval', 'block'] as const;
export type PolicyOutcome = (typeof POLICY_OUTCOMES)[number];

/** What a policy is asked about. */
export interface PolicyQuestion {
  account: string;
  /** The key that asks. */
  caller: { key_id: string; key_name: string };
  request: {
    /** Empty, and the address null, where only an AI's output is asked about; that is the body then. */
    method: string;
    url: string | null;
    headers: Record<string, string> | null;
    body: JsonValue;
  };
  /** What the safety gate calls it; null where nobody said. */
  action: { kind: string; type: string } | null;
  /** The safety gate's context; empty where nobody gave one. */
  context: JsonObject;
  now: Date;
}

/** One rule that fired. */
export interface FiredRule {
  rule: string;
  outcome: PolicyOutcome;
  /** The operator's words; null where the rule has none. */
  reason: string | null;
  /** The file and line of the rule and, where its condition could not be evaluated, why; never a value. */
  because: string;
}

/** The exact text of one policy file that was in force. */
export interface PolicyVersion {
  file: string;
  /** Of the file's bytes, hex. */
  sha256: string;
}

/** How a yes is given to what a policy holds. Kept with it, so that a later policy changes nothing of that. */
export interface ApprovalTerms {
  /**
   * The only people who may say yes, as far as they review for the account: e-mail addresses in small letters.
   * Empty: whoever may decide for the account.
   */
  reviewers: string[];
  /** Whether a yes needs the short code, which stands in the message to each reviewer. */
  high_risk_code: boolean;
}

/** Whether a yes takes more than somebody who may decide for the account. */
export function isGuarded(terms: ApprovalTerms | null | undefined): boolean {
  return terms != null && (terms.reviewers.length > 0 || terms.high_risk_code);
}

/** How an approval that a policy asks for is given. */
export interface ImposedApproval extends ApprovalTerms {
  /** Seconds; null where no rule says. */
  expires_in: number | null;
}

/** What is kept of it; its time becomes an `expires_at`. */
export function termsOf(approval: ImposedApproval | null): ApprovalTerms | null {
  return approval === null ? null : { reviewers: approval.reviewers, high_risk_code: approval.high_risk_code };
}

export interface PolicyJudgement {
  /** The most severe outcome of all that fired; `pass` where nothing did. */
  outcome: PolicyOutcome;
  /** Most severe first, else in the order of the files: the default's, then the account's. */
  fired: FiredRule[];
  /** Managed rules of the safety gate that do not apply to this request, because the operator said so. */
  loosened: string[];
  /** Set where the outcome is `require_approval`. */
  approval: ImposedApproval | null;
  versions: PolicyVersion[];
}

/** What is kept with an action of the policy that let it through. */
export type AppliedPolicy = Pick<PolicyJudgement, 'fired' | 'versions'>;

/** The policy, as it was just before sending, that did not let the request out. */
export interface PolicyBlock {
  rule: string;
  reason: string;
}

/** The kind, type and context of a question, as whoever asked named them; nothing where they did not. */
export function namedBy(gate: GateQuestion | undefined): Pick<PolicyQuestion, 'action' | 'context'> {
  if (gate === undefined) return { action: null, context: {} };
  return { action: { kind: gate.action_kind, type: gate.action_type }, context: gate.context };
}

/** The failure that the sending activity ends with then. */
export const BLOCKED_BY_POLICY = 'BlockedByPolicy';

/** Whoever asks is told the reason of the first rule that blocks. Null unless blocked. */
export function blockOf({ fired }: PolicyJudgement): PolicyBlock | null {
  const first = fired.find(({ outcome }) => outcome === 'block');
  if (first === undefined) return null;
  return { rule: first.rule, reason: first.reason ?? first.because };
}

/**
 * The findings of the safety gate that a judgement amounts to: WARN asks for a person, BLOCK refuses. Most severe
 * first; a rule that passes is no finding.
 */
export function findingsOf({ fired }: Pick<PolicyJudgement, 'fired'>): Finding[] {
  return fired.flatMap(({ rule, outcome, reason, because }) =>
    outcome === 'pass' ? [] : [{ rule, severity: outcome === 'block' ? 'BLOCK' : 'WARN', words: reason, because }],
  );
}

/** What the safety gate's own rules said in a verdict, the findings of the policy left out. */
export function managedReasons(
  { rules, reasons }: { rules: readonly string[]; reasons: readonly string[] },
  policy: Pick<PolicyJudgement, 'fired'> | null,
): { rule: string; reason: string }[] {
  const operators = new Set(policy === null ? [] : findingsOf(policy).map(reasonLine));
  return reasons.flatMap((reason, index) => (operators.has(reason) ? [] : [{ rule: rules[index] ?? '', reason }]));
}
