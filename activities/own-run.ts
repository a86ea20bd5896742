import { activityInfo } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import type { Attempt } from '../domain/action.ts';
import { lostAttempt } from '../domain/judge.ts';
import { readDispatchState } from '../temporal/dispatch-state.ts';

export interface OwnRunDeps {
  /** A client whose codec opens what this worker wrote. */
  client: Client;
}

/** What a workflow cannot know or do about its own run without asking the server. */
export function createOwnRunActivities({ client }: OwnRunDeps) {
  return {
    /**
     * The attempts so far, one in flight as `unknown`: it may end before the cancellation reaches it, and once an activity
     * is cancelled between attempts the server forgets them.
     */
    async readOwnAttempts(): Promise<Attempt[]> {
      const handle = ownHandle(client);
      const { raw } = await handle.describe();
      const owner = { namespace: client.options.namespace, workflowId: handle.workflowId };
      const state = await readDispatchState(raw, client.options.loadedDataConverter, owner);
      if (state === null) return [];
      const { attempts, attemptsStarted, inFlightSince } = state;
      return attemptsStarted > attempts.length ? [...attempts, unheardOf(attemptsStarted, inFlightSince)] : attempts;
    },

    /** A workflow closes as Canceled only if its cancellation was requested from outside. */
    async requestOwnCancellation(): Promise<void> {
      await ownHandle(client).cancel();
    },
  };
}

function unheardOf(number: number, startedAt: string | null): Attempt {
  const error = 'cancelled in flight, and nothing was heard of it; whether the request arrived is unknown';
  return { ...lostAttempt(number, startedAt), error };
}

function ownHandle(client: Client) {
  const { workflowExecution } = activityInfo();
  if (workflowExecution === undefined) throw new Error('this activity belongs to a workflow');
  return client.workflow.getHandle(workflowExecution.workflowId, workflowExecution.runId);
}
