import type { Client } from '@temporalio/client';
import { type ApprovalMemoFields, actionTitle } from '../domain/approval.ts';
import { type GateDecisionMemoFields, gateTitle } from '../domain/gate/decision.ts';
import type { MemoFields } from '../domain/memo.ts';
import type { ReviewMemo } from '../domain/review.ts';
import { type Subject, subjectOfAction, subjectOfApproval, subjectOfDecision } from '../domain/subject.ts';
import type { WaitingMemo } from '../domain/waiting.ts';
import { readAction } from './read-action.ts';
import { readApproval } from './read-approval.ts';
import { readDecision } from './read-decision.ts';

/** One kind of subject, as far as Temporal knows it. */
interface SubjectKind {
  /** What its ids look like. */
  id: RegExp;
  workflowType: string;
  /** Null when there is none of this id. */
  read(client: Client, id: string): Promise<Subject | null>;
  /** What its memo says of its waiting; null when it is not one of ours. */
  waiting(memo: object): WaitingMemo | null;
}

export const SUBJECT_KINDS: Record<Subject['kind'], SubjectKind> = {
  action: {
    id: /^act_[\w-]{1,128}$/,
    workflowType: 'action',
    async read(client, id) {
      const stored = await readAction(client, id);
      return stored === null ? null : subjectOfAction(stored);
    },
    waiting(memo) {
      const { action, approval, cancellation } = memo as Partial<MemoFields>;
      if (action === undefined) return null;
      const { method, url, created_at: asked_at, expires_at, guarded = false } = action;
      return {
        what: { method, url },
        asked_at,
        expires_at,
        guarded,
        over: approval !== undefined || cancellation !== undefined,
      };
    },
  },
  approval: {
    id: /^apr_[\w-]{1,128}$/,
    workflowType: 'approval',
    async read(client, id) {
      const stored = await readApproval(client, id);
      return stored === null ? null : subjectOfApproval(stored);
    },
    waiting: (memo) =>
      waitingReview<ApprovalMemoFields>(memo, ({ action, urgency }) => ({
        title: actionTitle(action),
        mark: urgency === 'high' ? 'Urgent' : null,
      })),
  },
  decision: {
    id: /^dec_[\w-]{1,128}$/,
    workflowType: 'decision',
    async read(client, id) {
      const stored = await readDecision(client, id);
      return stored === null ? null : subjectOfDecision(stored);
    },
    waiting: (memo) =>
      waitingReview<GateDecisionMemoFields>(memo, (asked) => ({ title: gateTitle(asked), mark: 'Safety gate' })),
  },
};

/** Of a workflow that only asks. */
function waitingReview<Memo extends ReviewMemo<{ created_at: string; expires_at: string | null; guarded?: true }>>(
  memo: object,
  whatOf: (asked: Memo['asked']) => WaitingMemo['what'],
): WaitingMemo | null {
  const { asked, verdict } = memo as Partial<Memo>;
  if (asked === undefined) return null;
  const { created_at: asked_at, expires_at, guarded = false } = asked;
  return { what: whatOf(asked), asked_at, expires_at, guarded, over: verdict !== undefined };
}

/** Whatever has this id and a person decides on; null when there is nothing. No worker is needed. */
export async function readSubject(client: Client, id: string): Promise<Subject | null> {
  const kind = Object.values(SUBJECT_KINDS).find((one) => one.id.test(id));
  return kind === undefined ? null : kind.read(client, id);
}
