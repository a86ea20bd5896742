import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { systemAndMessageServers } from '../support/fixture.ts';
import { createOpenForAnHour, SOON_S, untilTold } from '../support/notices.ts';
import { insider, outsider } from '../support/survival-records.ts';
import { startTarget, type Target } from '../support/target.ts';

/**
 * Reminders of approvals that are open for an hour. Nothing here waits half an hour: an action that says it was
 * accepted 30 minutes ago, as one does that no worker was there for, has its half time now.
 */

const at = systemAndMessageServers();
let target: Target;

beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.close());

const openFor = (minutesGone: number, address: string) =>
  createOpenForAnHour(at.system, {
    minutesGone,
    leadS: SOON_S,
    url: target.url,
    channel: { kind: 'email', to: address },
  });

type TimerEvent = `timer${'Started' | 'Canceled' | 'Fired'}EventAttributes`;
const eventsOf = async (id: string) => (await outsider(at.system).workflow.getHandle(id).fetchHistory()).events ?? [];
const countEvents = async (id: string, kind: TimerEvent) =>
  (await eventsOf(id)).filter((event) => event[kind] != null).length;
/** Whether a timer fired, and the workflow has done what follows from that. */
async function isPastTimer(id: string): Promise<boolean> {
  const events = await eventsOf(id);
  const fired = events.findIndex((event) => event.timerFiredEventAttributes != null);
  return fired >= 0 && events.slice(fired).some((event) => event.workflowTaskCompletedEventAttributes != null);
}

// Each has people of its own, and mostly waits.
describe.concurrent('an approval that is open for an hour', () => {
  test('is reminded of at half time; once it is decided, nobody is reminded any more', async () => {
    const id = await openFor(30, 'half@example.com');
    await untilTold(at.system, id, ['email half@example.com asked sent', 'email half@example.com half_time sent']);
    const [asked, reminder] = at.servers.postmark.mailsTo('half@example.com');
    expect(reminder?.text).toContain('/approve/');
    expect(asked?.subject).toMatch(/^Approve /);
    expect(reminder?.subject).toMatch(/^Still waiting: /);

    await at.system.api.approve(id);
    await at.system.api.until(id, 'completed');
    // Those of the half time, the last call and the expiry; the last two were taken back.
    expect(await countEvents(id, 'timerStartedEventAttributes')).toBe(3);
    expect(await countEvents(id, 'timerCanceledEventAttributes')).toBe(2);
  });

  test('is reminded of once more shortly before its end; a half time that passed unseen is not made up for', async () => {
    const id = await openFor(55, 'last@example.com');
    await untilTold(at.system, id, ['email last@example.com asked sent', 'email last@example.com last_call sent']);
    expect(at.servers.postmark.mailsTo('last@example.com')).toHaveLength(2);
  });

  test('a channel that was dead until half time is asked then, and not reminded of what it never heard', async () => {
    at.servers.postmark.fail(500, { about: 'dead@example.com' });
    const id = await openFor(30, 'dead@example.com');
    await untilTold(at.system, id, ['email dead@example.com asked retrying']);
    await eventually(() => isPastTimer(id));
    at.servers.postmark.recover();
    await untilTold(at.system, id, ['email dead@example.com asked sent']);
    expect(await countEvents(id, 'timerFiredEventAttributes')).toBe(1);
    expect(at.servers.postmark.mailsTo('dead@example.com')).toHaveLength(1);
  });
});

test.concurrent('an operator who resets an expired action in Temporal has it expire again, and tells nobody twice', async () => {
  const { id } = await at.system.api.created({
    url: target.url,
    approve: true,
    expires_in: SOON_S,
    notify: { email: 'reset@example.com' },
  });
  const told = ['email reset@example.com asked sent', 'email reset@example.com expired sent'];
  await untilTold(at.system, id, told);
  const { workflowService, workflow } = insider(at.system);
  const { events } = await workflow.getHandle(id).fetchHistory();
  const timer = events?.findIndex((event) => event.timerFiredEventAttributes != null) ?? 0;
  const lastTask = events?.slice(0, timer).findLast((event) => event.workflowTaskCompletedEventAttributes != null);
  const { runId } = await workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: id },
    workflowTaskFinishEventId: lastTask?.eventId ?? null,
    reason: 'a test',
    requestId: randomUUID(),
  });
  const handle = workflow.getHandle(id, runId);
  await eventually(async () => (await handle.describe()).status.name === 'CANCELLED');
  const again = (await handle.fetchHistory()).events ?? [];
  expect(again.some((event) => event.startChildWorkflowExecutionFailedEventAttributes != null)).toBe(true);
  expect(at.servers.postmark.mailsTo('reset@example.com')).toHaveLength(2);
});
