import { proxyActivities } from '@temporalio/workflow';
import type { RawActivities, RawRequest } from './raw-activities.ts';

const { sendRaw } = proxyActivities<RawActivities>({ startToCloseTimeout: '35s' });

/** The smallest workflow that does one thing outside: what an action is compared with. */
export async function raw(request: RawRequest): Promise<unknown> {
  return sendRaw(request);
}
