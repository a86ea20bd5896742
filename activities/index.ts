import { createDeliverCallback, type DeliverCallbackDeps } from './deliver-callback.ts';
import { createNotify, type NotifyDeps } from './notify.ts';
import { createOwnRunActivities, type OwnRunDeps } from './own-run.ts';
import { createSendRequest, type SendRequestDeps } from './send-request.ts';

export type ActivityDeps = SendRequestDeps & OwnRunDeps & NotifyDeps & DeliverCallbackDeps;

/** Everything the workflows may ask for. Tests hand in the same kind of parts, never fakes of ours. */
export function createActivities(deps: ActivityDeps) {
  return {
    sendRequest: createSendRequest(deps),
    notify: createNotify(deps),
    deliverCallback: createDeliverCallback(deps),
    ...createOwnRunActivities(deps),
  };
}

export type Activities = ReturnType<typeof createActivities>;
