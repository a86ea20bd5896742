import type { Who } from '../props.ts';
import { HOSTILE, LONG } from './records.ts';

/** A page in one state, by a name that says which. */
export type State = [name: string, page: JSX.Element];

export const WHO: Who = { name: 'mira@example.com', account: 'acct_default', accounts: ['acct_default'] };
export const TWO_ACCOUNTS: Who = { name: 'key:operations', account: 'acct_eu', accounts: ['acct_eu', 'acct_us'] };
export const HOSTILE_WHO: Who = { name: HOSTILE, account: HOSTILE, accounts: [HOSTILE, LONG] };

/** Who alone may approve, as pages say it. */
export const ONLY_FOR =
  'Only mira@example.com or jon@example.com may approve this action: the policy that holds it says so.';
