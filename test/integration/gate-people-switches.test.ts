import { expect, onTestFinished, test } from 'vitest';
import { linkFor, reviewedBy, SAM } from '../support/approvals.ts';
import { eventually } from '../support/eventually.ts';
import { doubtful, poll, warned } from '../support/gate-api.ts';
import { decisionPage, digestIn, mailAbout } from '../support/gate-people.ts';
import { type MessageServers, startMessageServers } from '../support/message-servers.ts';
import { SOON_S } from '../support/notices.ts';
import { person, signedIn } from '../support/person.ts';
import { type System, startSystem } from '../support/system.ts';

/** What people can do with a WARN that nobody may approve, and with one that is over. */

async function start(env: Record<string, string>): Promise<{ system: System; servers: MessageServers }> {
  const servers = await startMessageServers();
  const system = await startSystem({ env: { ...servers.env, ...env }, anyoneMayReview: false });
  onTestFinished(async () => {
    await system.stop();
    await servers.close();
  });
  await reviewedBy(system, [SAM]);
  return { system, servers };
}

test('where WARN approval is disabled no page has a button for it, each says why, and blocking stays', async () => {
  const { system, servers } = await start({ GATE_WARN_APPROVAL: 'false' });
  const agent = await system.addKey({ name: 'agent' });
  const { id, token } = await warned(system, doubtful(), { key: agent });
  const { link } = await mailAbout(servers, id);
  const opened = await person(system.url).open(link);
  expect(opened.text).toContain('has disabled the approval of WARN decisions');
  expect(opened.text).not.toContain('value="approve"');
  expect((await person(system.url).send(link, { decision: 'approve' })).status).toBe(403);

  const visitor = await signedIn(system.url, system.firstKey);
  const path = decisionPage(id);
  const page = await visitor.open(path);
  expect(page.text).toContain('has disabled the approval of WARN decisions');
  expect(page.text).not.toContain(`${path}/approve`);
  const digest = digestIn(page);
  const refused = await visitor.send(`${path}/approve`, { digest });
  expect([refused.status, refused.text.includes('WARN approval is disabled')]).toEqual([403, true]);
  const bulk = await visitor.send('/dashboard/decide', { operation: 'approve', id: [id] });
  expect(bulk.text).toContain('has disabled the approval of WARN decisions');
  expect(bulk.text).not.toContain('name="item"');
  expect((await poll(system, id, { key: token })).body.approved).toBe(false);

  expect((await person(system.url).send(link, { decision: 'reject' })).status).toBe(303);
  expect((await visitor.open(path)).text).toContain(`It was blocked by ${SAM}`);
});

test('whoever was asked is told when it expired; its link and page say that it is too late', async () => {
  const { system, servers } = await start({ DECISION_TTL_S: String(SOON_S) });
  const { id } = await warned(system);
  const about = (word: string) =>
    eventually(() =>
      servers.postmark.mailsTo(SAM).find(({ text, subject }) => text.includes(id) && subject.startsWith(word)),
    );
  const mail = await about('Safety Gate');
  expect((await about('Expired')).subject).toBe('Expired: money.refund: refund');
  const link = /\/approve\/[\w.-]+/.exec(mail.text)?.[0] ?? '';
  expect((await person(system.url).send(link, { decision: 'approve' })).status).toBe(410);
  const page = await (await signedIn(system.url, system.firstKey)).open(decisionPage(id));
  expect(page.text).toContain('Nobody decided in time.');
  expect(page.text).not.toContain('formaction');
  const forged = await linkFor(system, id, { kind: 'email', address: SAM }, { digest: '0'.repeat(64) });
  expect((await person(system.url).open(forged)).status).toBe(404);
});
