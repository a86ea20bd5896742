/** How the people who may decide are reached, and what became of it. */

/** One way to one reader. Each is told by itself, so that a dead one delays nobody. */
export type Channel = { kind: 'email'; to: string } | { kind: 'slack' } | { kind: 'discord' };
export const CHANNEL_KINDS = ['email', 'slack', 'discord'] as const;
type ChannelKind = (typeof CHANNEL_KINDS)[number];

/** Why somebody is told: asked once, reminded twice while it is open, and told once that it expired. */
export const OCCASIONS = ['asked', 'half_time', 'last_call', 'expired'] as const;
export type Occasion = (typeof OCCASIONS)[number];

/**
 * `sending`: not answered yet. `retrying`: it failed and is tried again. `failed`: given up. `stopped`: no longer
 * needed, because the decision came first. `not_configured`: the operator set no such channel up.
 */
export const NOTICE_STATES = ['sending', 'sent', 'retrying', 'failed', 'stopped', 'not_configured'] as const;
type NoticeState = (typeof NOTICE_STATES)[number];

/** What became of telling one channel on one occasion. */
export interface Notice {
  channel: ChannelKind;
  /** The address of an e-mail; null for a channel of the account. */
  to: string | null;
  occasion: Occasion;
  state: NoticeState;
  /** When it was sent or given up; when it was begun, until then. */
  at: string;
  attempts: number;
  /** What went wrong the last time, in human words. */
  error: string | null;
}
