import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createMessenger } from '../../messaging/messenger.ts';
import { createOutbox, type OutboxOptions } from '../../messaging/outbox.ts';
import { type AppUnderTest, startApp } from '../support/browser-app.ts';
import { loopbackEgress } from '../support/egress-under-test.ts';
import { ASKED_AT, DECIDE_URL, hostileQuestion, questionMessage } from '../support/question.ts';

const EMAIL = { kind: 'email', to: 'ann@example.com' } as const;

async function start(options: Partial<OutboxOptions> = {}) {
  const parent = await mkdtemp(join(tmpdir(), 'safefetch-outbox-'));
  onTestFinished(() => rm(parent, { recursive: true, force: true }));
  const folder = join(parent, 'outbox');
  const lines: string[] = [];
  const clock = { now: ASKED_AT };
  const outbox = createOutbox({
    folder,
    publicUrl: 'http://localhost:3000',
    announce: (line) => lines.push(line),
    now: () => clock.now,
    ...options,
  });
  const messenger = createMessenger({
    egress: loopbackEgress(),
    postmark: null,
    outbox,
    channelUrls: () => ({ slack: null, discord: null }),
    now: () => clock.now,
  });
  const tell = async (account = 'acct_default', changes = {}) => {
    clock.now = new Date(clock.now.getTime() + 1_000);
    expect(await messenger.deliver(account, EMAIL, questionMessage(changes))).toBe('sent');
  };
  return { folder, outbox, lines, tell };
}

/** The routes over an outbox, and a browser's cookie for a key with these scopes. */
async function startRoutes(outbox: OutboxOptions | null, options: { key?: 'first' | 'read' } = {}) {
  const at = await startApp({}, outbox === null ? null : createOutbox(outbox));
  onTestFinished(() => at.close());
  const key = options.key === 'read' ? (await at.addKey(['actions:read'])).key : at.firstKey;
  const { cookies } = await at.app.inject({ method: 'POST', url: '/sign-in', ...form({ key }) });
  const cookie = `${cookies[0]?.name}=${cookies[0]?.value}`;
  return { at, get: (url: string) => at.app.inject({ url, headers: { cookie, accept: 'text/html' } }) };
}

const form = (fields: Record<string, string>) => ({
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  payload: new URLSearchParams(fields).toString(),
});
const optionsOf = (folder: string): OutboxOptions => ({
  folder,
  publicUrl: 'http://localhost:3000',
  announce: () => undefined,
  now: () => ASKED_AT,
});
const anonymously = ({ app }: AppUnderTest, url: string) => app.inject({ url, headers: { accept: 'text/html' } });

test('what is kept can be read by its owner alone, and is there after a restart', async () => {
  const { folder, tell } = await start();
  await tell();
  const [file = ''] = await readdir(folder);
  expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  const [kept] = await createOutbox(optionsOf(folder)).list('acct_default');
  expect(kept).toMatchObject({ to: 'ann@example.com', subject: expect.stringMatching(/^Approve POST/) });
  expect(kept?.text).toContain(DECIDE_URL);
});

test('a line says whom a message is for and where it is shown, and has no link that decides in it', async () => {
  const { lines, tell, outbox } = await start();
  await tell();
  const [kept] = await outbox.list('acct_default');
  expect(lines).toEqual([`E-mail for ann@example.com, not sent but kept: http://localhost:3000/outbox/${kept?.id}`]);
});

test('the newest are kept and come first', async () => {
  const { folder, outbox, tell } = await start({ capacity: 3 });
  for (const title of ['one', 'two', 'three', 'four', 'five']) await tell('acct_default', { title });
  expect(await readdir(folder)).toHaveLength(3);
  const subjects = (await outbox.list('acct_default')).map(({ subject }) => subject);
  expect(subjects).toEqual(['Approve five?', 'Approve four?', 'Approve three?']);
});

test('an account sees its own messages alone', async () => {
  const { outbox, tell } = await start();
  await tell('acct_b');
  const [kept] = await outbox.list('acct_b');
  expect(await outbox.list('acct_a')).toEqual([]);
  expect(await outbox.read('acct_a', kept?.id ?? '')).toBeNull();
  expect(await outbox.read('acct_b', kept?.id ?? '')).toEqual(kept);
});

test('an id is no way out of the folder, and a file that cannot be read is passed over', async () => {
  const { folder, outbox, tell } = await start();
  await tell();
  const [file = ''] = await readdir(folder);
  await writeFile(join(folder, '..', 'secret.json'), await readFile(join(folder, file)));
  await writeFile(join(folder, '20990101T000000000Z-000000000000.json'), '{');
  for (const id of ['../secret', '%2e%2e%2fsecret', '', '.', file])
    expect(await outbox.read('acct_default', id)).toBeNull();
  expect(await outbox.list('acct_default')).toHaveLength(1);
});

test('without an outbox its pages are not there', async () => {
  const { get } = await startRoutes(null);
  expect((await get('/outbox')).statusCode).toBe(404);
  expect((await get('/outbox/20261121T110501000Z-000000000000')).statusCode).toBe(404);
});

test('only a signed-in key that may decide sees the pages; others are led to signing in, or told why not', async () => {
  const { folder, tell, outbox } = await start();
  await tell();
  const id = (await outbox.list('acct_default'))[0]?.id;
  const { at, get } = await startRoutes(optionsOf(folder), { key: 'read' });
  for (const url of ['/outbox', `/outbox/${id}`, `/outbox/${id}/html`]) {
    const nobody = await anonymously(at, url);
    expect(nobody.statusCode).toBe(303);
    expect(nobody.headers.location).toBe(`/sign-in?next=${encodeURIComponent(url)}`);
    const refused = await get(url);
    expect(refused.statusCode).toBe(403);
    expect(refused.body).toContain('approvals:decide');
    expect(nobody.body + refused.body).not.toContain('safefetch.example.com');
  }
});

test('the pages list the messages and show each with its parts; the HTML part may load and run nothing', async () => {
  const { folder, tell, outbox } = await start();
  await tell('acct_default', { ...hostileQuestion });
  const id = (await outbox.list('acct_default'))[0]?.id;
  const { get } = await startRoutes(optionsOf(folder));
  const list = await get('/outbox');
  expect(list.body).toContain(`href="/outbox/${id}"`);
  const shown = await get(`/outbox/${id}`);
  expect(shown.statusCode).toBe(200);
  expect(shown.body).toContain('ann@example.com');
  expect(shown.body).toContain(`src="/outbox/${id}/html"`);
  expect(shown.body.replaceAll('<wbr>', '')).toContain(DECIDE_URL);
  expect(list.body + shown.body).not.toContain('<script>alert');
  expect(shown.headers['content-security-policy']).toMatch(/default-src 'none'.*;frame-src 'self'$/);
  const html = await get(`/outbox/${id}/html`);
  expect(html.body).toContain('<base target="_top">');
  expect(html.body).toContain(`${DECIDE_URL}#approve`);
  expect(html.headers['content-security-policy']).toBe(
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-top-navigation-by-user-activation",
  );
  expect((await get('/outbox/20261121T110501000Z-000000000000')).statusCode).toBe(404);
});
