import type { Subject } from './subject.ts';

/** A row of the inbox: what waits for a decision, whatever kind it is. */
export interface WaitingRow {
  id: string;
  kind: Subject['kind'];
  what: WaitingWhat;
  asked_at: string;
  expires_at: string | null;
  /** Whether it can still be decided. */
  open: boolean;
  /** Whether a yes takes more than a press in the inbox: it is somebody's alone, or takes a code. */
  guarded: boolean;
}

/** A request, of which the address is shown so that its host stands out; or words. */
export type WaitingWhat = { method: string; url: string } | { title: string; mark: string | null };

/** What a kind of subject keeps in its workflow's memo of its waiting. */
export interface WaitingMemo {
  what: WaitingWhat;
  asked_at: string;
  expires_at: string | null;
  guarded: boolean;
  /** It was decided, or ended. */
  over: boolean;
}
