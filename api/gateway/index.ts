import type { Client } from '@temporalio/client';
import type { ActionRecord, Decision } from '../../domain/action.ts';
import { isTerminal } from '../../domain/lifecycle.ts';
import type { ApprovalSubject, DecisionSubject, Subject } from '../../domain/subject.ts';
import { closingResult } from '../../temporal/history.ts';
import { fromResult, readAction, type StoredAction } from '../../temporal/read-action.ts';
import { readSubject } from '../../temporal/read-subject.ts';
import type { GatewayContext } from './context.ts';
import { type ActionDraft, type CreatedAction, createAction } from './create-action.ts';
import { type ApprovalDraft, createApproval, type NoticeDraft, tellOperator } from './create-approval.ts';
import { createDecision, type DecisionDraft } from './create-decision.ts';
import { type DecisionAnswer, decide, waitForClose } from './decide.ts';
import { redeliver } from './deliveries.ts';
import { type ListPage, type ListQuery, listActions } from './list-actions.ts';
import { type ApprovalsPage, type ApprovalsQuery, listApprovals } from './list-approvals.ts';
import { type DecisionsPage, type DecisionsQuery, listDecisions } from './list-decisions.ts';
import { listWaiting, type WaitingPage, type WaitingQuery } from './list-waiting.ts';
import { readTold, type Told } from './notices.ts';
import { useOnce } from './once.ts';
import { type SignInLink, tellSignIn } from './tell-sign-in.ts';
import {
  engineUnavailable,
  isEngineUnavailable,
  OPERATION_DEADLINE_MS,
  orUnavailable,
  withinDeadline,
} from './temporal-calls.ts';
import { isWorkerPolling } from './worker-presence.ts';

export type { ActionDraft, CreatedAction, DecisionAnswer, ListPage, ListQuery, StoredAction, Told };

/** All that the API knows of Temporal. Every call answers within its deadline or says `engine_unavailable`. */
export interface Gateway {
  create(draft: ActionDraft): Promise<CreatedAction>;
  /** Null when there is none of this id in this account: the two look the same. */
  read(account: string, id: string): Promise<StoredAction | null>;
  /** Whatever has this id and a person decides on, whatever its account; null when there is nothing. */
  readSubject(id: string): Promise<Subject | null>;
  /** The same with what became of telling people about it. */
  readTold(id: string): Promise<Told<Subject> | null>;
  list(query: ListQuery): Promise<ListPage>;
  /** What awaits a decision, of every kind. */
  listWaiting(query: WaitingQuery): Promise<WaitingPage>;
  /** Once a decision is on record this answers, though Temporal may be gone. */
  decide<Of extends Subject>(subject: Of, decision: Decision): Promise<DecisionAnswer<Of>>;
  /** The action once it is terminal, or as it stands after `timeoutMs`. `gone` ends the wait early. */
  waitUntilTerminal(stored: StoredAction, timeoutMs: number, gone: AbortSignal): Promise<StoredAction>;
  /** Asks the operator, or finds what was asked with the same client_id. */
  ask(draft: ApprovalDraft): Promise<{ subject: ApprovalSubject; existing: boolean }>;
  /** Tells the operator without asking anything. */
  tell(draft: NoticeDraft): Promise<{ id: string; existing: boolean }>;
  listApprovals(query: ApprovalsQuery): Promise<ApprovalsPage>;
  /** Keeps what the safety gate decided; it is on record once this resolves. */
  keepDecision(draft: DecisionDraft): Promise<DecisionSubject>;
  listDecisions(query: DecisionsQuery): Promise<DecisionsPage>;
  /** The subject once it has ended, or as it stands after `timeoutMs`. `gone` ends the wait early. */
  waitUntilEnded<Of extends Subject>(subject: Of, timeoutMs: number, gone: AbortSignal): Promise<Of>;
  /** Delivers the callback of a closed action once more; the delivery's id, or null after too many. */
  redeliver(record: ActionRecord): Promise<string | null>;
  /** True the first time this name is used, whichever process asks; `ttlS` at most 24 h. */
  useOnce(name: string, ttlS: number): Promise<boolean>;
  /** Has a sign-in link e-mailed, and retried until it expires. */
  tellSignIn(link: SignInLink): Promise<void>;
  /** Whether an action created now would be recorded, and a worker would run it. */
  isReady(): Promise<boolean>;
}

export function createGateway(context: GatewayContext): Gateway {
  const { client } = context;
  const guarded = <Result>(calls: () => Promise<Result>) => withinDeadline(client, OPERATION_DEADLINE_MS, calls);
  const readStored = (id: string) => guarded(() => readAction(client, id));

  return {
    create: (draft) => createOrSayWhere(context, draft),
    async read(account, id) {
      const stored = await readStored(id);
      return stored?.record.input.account === account ? stored : null;
    },
    readSubject: (id) => guarded(() => readSubject(client, id)),
    readTold: (id) => guarded(() => readTold(client, id)),
    list: (query) => guarded(() => listActions(context, query)),
    listWaiting: (query) => guarded(() => listWaiting(context, query)),
    decide: (subject, decision) => decide(context, subject, decision),
    async waitUntilTerminal(stored, timeoutMs, gone) {
      if (isTerminal(stored.record.status)) return stored;
      try {
        const wait = () => waitForClose(context, stored.record.id, timeoutMs, gone);
        return (
          (await orUnavailable(() => closedBy(client, stored, wait))) ?? (await readStored(stored.record.id)) ?? stored
        );
      } catch (error) {
        // It exists, and the caller who waited needs its id more than its latest state.
        if (isEngineUnavailable(error)) return stored;
        throw error;
      }
    },
    ask: (draft) => guarded(() => createApproval(context, draft)),
    tell: (draft) => guarded(() => tellOperator(context, draft)),
    listApprovals: (query) => guarded(() => listApprovals(context, query)),
    keepDecision: (draft) => guarded(() => createDecision(context, draft)),
    listDecisions: (query) => guarded(() => listDecisions(context, query)),
    async waitUntilEnded(subject, timeoutMs, gone) {
      if (subject.ended) return subject;
      try {
        await orUnavailable(() => waitForClose(context, subject.id, timeoutMs, gone));
        // An id is of one kind for ever.
        return ((await guarded(() => readSubject(client, subject.id))) as typeof subject | null) ?? subject;
      } catch (error) {
        if (isEngineUnavailable(error)) return subject;
        throw error;
      }
    },
    redeliver: (record) => guarded(() => redeliver(context, record)),
    useOnce: (name, ttlS) => guarded(() => useOnce(context, name, ttlS)),
    tellSignIn: (link) => guarded(() => tellSignIn(context, link)),
    isReady: () => withinDeadline(client, OPERATION_DEADLINE_MS, () => isWorkerPolling(context)).catch(() => false),
  };
}

/** A start whose answer got lost may have happened: the caller is told under which id to look. */
async function createOrSayWhere(context: GatewayContext, draft: ActionDraft): Promise<CreatedAction> {
  let id: string | undefined;
  const remember = (decided: string) => {
    id = decided;
  };
  try {
    return await withinDeadline(context.client, OPERATION_DEADLINE_MS, () => createAction(context, draft, remember));
  } catch (error) {
    if (isEngineUnavailable(error)) throw engineUnavailable(error.cause, id);
    throw error;
  }
}

/** A closing event says everything, so a caller who waited needs no further call. */
async function closedBy(
  client: Client,
  { record, memo }: StoredAction,
  wait: () => ReturnType<typeof waitForClose>,
): Promise<StoredAction | null> {
  const event = await wait();
  const owner = { namespace: client.options.namespace, workflowId: record.id };
  const result = await closingResult(client, owner, event);
  if (result === null) return null;
  const status = event?.workflowExecutionCompletedEventAttributes == null ? 'failed' : 'completed';
  return { memo, record: fromResult(record.id, status, result) };
}
