import { describe, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { systemAndMessageServers } from '../support/fixture.ts';
import { linksIn } from '../support/message-servers.ts';
import { anotherGateway, SOON_S, tokenIn, untilTold } from '../support/notices.ts';
import { insider, outsider } from '../support/survival-records.ts';

/** Sign-in links on their way, links that are used up, and what Temporal keeps of any link. */

const at = systemAndMessageServers();

/** All that Temporal keeps of these workflows, as anybody with access to it sees it. */
async function keptOf(query: string): Promise<Buffer> {
  const { workflow } = insider(at.system);
  const ids = await eventually(async () => {
    const found: string[] = [];
    for await (const { workflowId } of workflow.list({ query })) found.push(workflowId);
    return found.length > 0 && found;
  });
  const histories = await Promise.all(ids.map((id) => workflow.getHandle(id).fetchHistory()));
  // As it came, nothing opened.
  const described = await Promise.all(ids.map(async (id) => (await workflow.getHandle(id).describe()).raw));
  return Buffer.concat(bytesOf([histories, described]));
}

/** Every text and every payload in it, as bytes. */
function bytesOf(value: unknown): Buffer[] {
  if (typeof value === 'string') return [Buffer.from(value)];
  if (value instanceof Uint8Array) return [Buffer.from(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(bytesOf) : [];
}

function expectNowhereIn(kept: Buffer, secrets: string[]): void {
  // Payloads name their key in the clear: were it not found, neither would anything else be.
  expect(kept.includes(at.system.foundation.secrets.current('codec').keyId)).toBe(true);
  for (const secret of secrets) expect(kept.includes(secret), secret).toBe(false);
}

describe('a sign-in link', () => {
  const url = 'http://127.0.0.1:1/sign-in/planted-sign-in-token';

  test('is e-mailed to the one who asked, again while Postmark fails', async () => {
    at.servers.postmark.fail(500, { times: 1 });
    await anotherGateway(at.system).tellSignIn({
      account: 'acct_default',
      address: 'ann@example.com',
      url,
      expiresAt: new Date(Date.now() + 600_000),
    });
    const [mail] = await eventually(() => at.servers.postmark.mails.length > 0 && at.servers.postmark.mails);
    expect(mail?.to).toBe('ann@example.com');
    expect(linksIn(mail?.text ?? '')).toContain(url);
    expectNowhereIn(await keptOf(`TaskQueue = '${at.system.env.TEMPORAL_TASK_QUEUE}' AND Kind = 'notice'`), [
      'planted-sign-in-token',
      'ann@example.com',
    ]);
  });

  test('that has expired is sent to nobody any more', async () => {
    const before = at.servers.postmark.hits.length;
    await anotherGateway(at.system).tellSignIn({
      account: 'acct_default',
      address: 'late@example.com',
      url,
      expiresAt: new Date(Date.now() - 1),
    });
    await eventually(async () => {
      const { workflow } = outsider(at.system);
      const query = `TaskQueue = '${at.system.env.TEMPORAL_TASK_QUEUE}' AND WorkflowType = 'notice' AND ExecutionStatus = 'Completed'`;
      return (await workflow.count(query)).count === 2;
    });
    expect(at.servers.postmark.hits).toHaveLength(before);
  });
});

describe('what can be used once', () => {
  test('is used by one of many who try at once, in whatever process', async () => {
    const gateways = [anotherGateway(at.system), anotherGateway(at.system)];
    const presses = Array.from({ length: 20 }, (_, index) => gateways[index % 2]?.useOnce('link-of-ann', 600));
    expect((await Promise.all(presses)).filter(Boolean)).toHaveLength(1);
    expect(await anotherGateway(at.system).useOnce('link-of-ben', 600)).toBe(true);
  });

  test('stays used after the time in which it could be used is over', async () => {
    const gateway = anotherGateway(at.system);
    expect(await gateway.useOnce('short-lived', 1)).toBe(true);
    const query = `TaskQueue = '${at.system.env.TEMPORAL_TASK_QUEUE}' AND WorkflowType = 'reservation' AND ExecutionStatus = 'TimedOut'`;
    await eventually(async () => (await outsider(at.system).workflow.count(query)).count === 1);
    expect(await gateway.useOnce('short-lived', 1)).toBe(false);
  });

  test('cannot be held for longer than a day', async () => {
    await expect(anotherGateway(at.system).useOnce('for ever', 24 * 3600 + 1)).rejects.toThrow(RangeError);
  });
});

test('nothing that Temporal keeps shows a link, a reader, or what the question is about', async () => {
  at.servers.slack.fail(500, { body: 'planted-answer', times: 1 });
  const { id } = await at.system.api.created({
    url: 'http://127.0.0.1:1/planted-path?token=planted-query',
    body: { note: 'planted-body' },
    headers: { authorization: 'Bearer planted-header' },
    reason: 'planted-reason',
    approve: true,
    // Slack is tried again after 5 s.
    expires_in: 5 + SOON_S,
    notify: { email: 'reader@example.com', slack: true },
  });
  await at.system.api.until(id, 'cancelled');
  await untilTold(at.system, id, [
    'email reader@example.com asked sent',
    'email reader@example.com expired sent',
    'slack  asked sent',
    'slack  expired sent',
  ]);
  const token = tokenIn(at.servers.postmark.mailsTo('reader@example.com')[0]?.text);
  expect(token).toMatch(/^ey/);
  const kept = await keptOf(`WorkflowId STARTS_WITH '${id}'`);
  expectNowhereIn(kept, [
    token,
    'reader@example.com',
    'slack-path-secret',
    'planted-path',
    'planted-query',
    'planted-body',
    'planted-header',
    'planted-reason',
    'planted-answer',
  ]);
});
