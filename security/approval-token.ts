import { idMac, isIdMac } from './id-mac.ts';
import type { DerivedKey } from './secret.ts';

/**
 * The `appr_…` token of a decision that waits for a person: whoever has it may read the answer and nothing else. How
 * long it does so, the decision itself says.
 */

const PREFIX = 'appr_';
const USE = 'approval';

/** @param key of the use `approval` */
export function approvalToken(decisionId: string, key: DerivedKey): string {
  return `${PREFIX}${idMac(USE, decisionId, key)}`;
}

/** Whether it is the token of this decision, made with any of the secrets. */
export function isApprovalToken(given: string, decisionId: string, keys: readonly DerivedKey[]): boolean {
  return given.startsWith(PREFIX) && isIdMac(given.slice(PREFIX.length), USE, decisionId, keys);
}
