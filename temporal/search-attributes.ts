import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

/** What lists filter by and people see in Temporal's UI. Not encrypted, so nothing secret belongs here. */
export const SEARCH_ATTRIBUTES = {
  Account: defineSearchAttributeKey('Account', SearchAttributeType.KEYWORD),
  /**
   * `awaiting_approval` until a person decided; then an action's is `dispatching`, an operator approval's and a gate
   * decision's how it was decided. What the gate let through or refused at once is `passed` or `blocked`.
   */
  Stage: defineSearchAttributeKey('Stage', SearchAttributeType.KEYWORD),
  Kind: defineSearchAttributeKey('Kind', SearchAttributeType.KEYWORD),
  TargetHost: defineSearchAttributeKey('TargetHost', SearchAttributeType.KEYWORD),
} as const;
