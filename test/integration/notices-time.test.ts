import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MessageServers, startMessageServers } from '../support/message-servers.ts';
import { anotherGateway, untilTold } from '../support/notices.ts';
import { outsider } from '../support/survival-records.ts';
import { type System, startSystem } from '../support/system.ts';
import { startTarget, type Target } from '../support/target.ts';

/**
 * Reminders of approvals that are open for an hour. Nothing here waits half an hour: an action that says it was
 * accepted 30 minutes ago, as one does that no worker was there for, has its half time now.
 */

const MINUTE_MS = 60_000;
/** For the workflow to start before the reminder is due. */
const LEAD_MS = 3_000;

let servers: MessageServers;
let system: System;
let target: Target;

beforeAll(async () => {
  servers = await startMessageServers();
  [system, target] = await Promise.all([startSystem({ env: servers.env }), startTarget()]);
});
afterAll(async () => {
  await system.stop();
  await Promise.all([servers.close(), target.close()]);
});

/** An action that is open for an hour, of which so many minutes are over in a moment. */
async function openFor(minutesGone: number, address: string): Promise<string> {
  const gateway = anotherGateway(system, LEAD_MS - minutesGone * MINUTE_MS);
  const { record } = await gateway.create({
    account: 'acct_default',
    requested_by: [{ key_id: 'key_other', key_name: 'other' }],
    request: {
      url: target.url,
      method: 'POST',
      body: null,
      headers: null,
      retries: 1,
      retry_on: 'any',
      on_unknown_outcome: 'retry',
      approve: true,
      expires_in: 3600,
      notify: { email: [address], slack: false, discord: false },
      callback: null,
      dedupe: null,
      idempotency_key: null,
      reason: null,
    },
    channels: [{ kind: 'email', to: address }],
    retry_of: null,
  });
  return record.id;
}

type TimerEvent = `timer${'Started' | 'Canceled' | 'Fired'}EventAttributes`;
async function countEvents(id: string, kind: TimerEvent): Promise<number> {
  const { events } = await outsider(system).workflow.getHandle(id).fetchHistory();
  return (events ?? []).filter((event) => event[kind] != null).length;
}

describe('an approval that is open for an hour', () => {
  test('is reminded of at half time; once it is decided, nobody is reminded any more', async () => {
    const id = await openFor(30, 'half@example.com');
    await untilTold(system, id, ['email half@example.com asked sent']);
    await untilTold(system, id, ['email half@example.com asked sent', 'email half@example.com half_time sent']);
    const [asked, reminder] = servers.postmark.mailsTo('half@example.com');
    expect(reminder?.text).toContain('/approve/');
    expect(reminder?.subject).not.toBe(asked?.subject);

    await system.api.approve(id);
    await system.api.until(id, 'completed');
    // Those of the half time, the last call and the expiry; the last two were taken back.
    expect(await countEvents(id, 'timerStartedEventAttributes')).toBe(3);
    expect(await countEvents(id, 'timerCanceledEventAttributes')).toBe(2);
  });

  test('is reminded of once more shortly before its end; a half time that passed unseen is not made up for', async () => {
    const id = await openFor(55, 'last@example.com');
    await untilTold(system, id, ['email last@example.com asked sent', 'email last@example.com last_call sent']);
    expect(servers.postmark.mailsTo('last@example.com')).toHaveLength(2);
  });

  test('a channel that was dead until half time is asked then, and not reminded of what it never heard', async () => {
    servers.postmark.fail(500);
    const id = await openFor(30, 'dead@example.com');
    await untilTold(system, id, ['email dead@example.com asked retrying']);
    servers.postmark.recover();
    await untilTold(system, id, ['email dead@example.com asked sent']);
    expect(await countEvents(id, 'timerFiredEventAttributes')).toBe(1);
    expect(servers.postmark.mailsTo('dead@example.com')).toHaveLength(1);
  });
});
