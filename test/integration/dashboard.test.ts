import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import type { Scope } from '../../security/keyring.ts';
import { receiptOf } from '../support/approvals.ts';
import { eventually } from '../support/eventually.ts';
import { systemAndTarget } from '../support/fixture.ts';
import { type Person, person, signedIn } from '../support/person.ts';
import { startTarget } from '../support/target.ts';

/** The dashboard over HTTP, signed in with keys of an account of its own. */

const at = systemAndTarget({ outbox: true, env: { TEMPORAL_UI_URL: 'http://127.0.0.1:9' } });
const ACCOUNT = `acct_${randomUUID().slice(0, 8)}`;
/** Asks for everything, and decides nothing. */
let agent: string;
/** Decides, and sees Temporal. */
let desk: Person;

const keyWith = (name: string, ...scopes: Scope[]) => at.system.addKey({ account: ACCOUNT, name, scopes });
beforeAll(async () => {
  agent = await keyWith('agent', 'actions:write', 'actions:read');
  const key = await keyWith('desk', 'actions:write', 'actions:read', 'approvals:decide', 'admin');
  desk = await signedIn(at.system.url, key);
});

const created = (body: Record<string, unknown> = {}) =>
  at.system.api.created({ url: at.target.url, ...body }, { key: agent });
const held = (body: Record<string, unknown> = {}) => created({ approve: true, ...body });
const digestOf = async (id: string) => /name="digest" value="([0-9a-f]{64})"/.exec((await page(id)).text)?.[1] ?? '';
const page = (id: string) => desk.open(`/dashboard/actions/${id}`);
const read = (id: string) => at.system.api.read(id, { key: agent });
const until = (id: string, status: string) =>
  eventually(async () => {
    const action = await read(id);
    return action.status === status && action;
  });
/** A list may trail what is created by a second. */
const listed = (path: string, ...ids: string[]) =>
  eventually(async () => {
    const answer = await desk.open(path);
    return ids.every((id) => answer.text.includes(id)) && answer;
  });

test('nobody signed in is led to signing in and from there back, and the front door leads to the dashboard', async () => {
  const nobody = person(at.system.url);
  expect((await nobody.open('/')).location).toBe('/dashboard');
  const { status, location } = await nobody.open('/dashboard/actions?status=failed');
  expect([status, location]).toEqual([303, '/sign-in?next=%2Fdashboard%2Factions%3Fstatus%3Dfailed']);
  const pressed = await nobody.send('/dashboard/decide', { operation: 'approve', id: 'act_x' });
  expect([pressed.status, pressed.location]).toEqual([303, '/sign-in?next=%2Fdashboard']);
  expect((await nobody.send('/sign-in', { key: agent })).location).toBe('/dashboard');
});

test('a key that may not read sees nothing, and a program is told so as the contract says', async () => {
  const writer = await signedIn(at.system.url, await keyWith('writer', 'actions:write'));
  const refused = await writer.open('/dashboard');
  expect([refused.status, refused.headers.get('content-type')]).toEqual([403, 'text/html; charset=utf-8']);
  const program = await writer.open('/dashboard', { accept: 'application/json' });
  expect(JSON.parse(program.text)).toMatchObject({ error: { code: 'forbidden' } });
});

test('the inbox lists what waits for a decision, and nothing else', async () => {
  const waiting = await held();
  const { id } = await created();
  await until(id, 'completed');
  const { text } = await listed('/dashboard', waiting.id);
  expect(text).not.toContain(id);
  await listed('/dashboard/actions', waiting.id, id);
});

test('one’s own page shows bodies whole and headers masked; another account’s action looks like none', async () => {
  const { id } = await held({ body: { password: 'wh0le' }, headers: { 'X-Token': 's3cret' } });
  const { text, status } = await page(id);
  expect(status).toBe(200);
  expect(text).toContain('wh0le');
  expect(text).not.toContain('s3cret');
  const other = await at.system.api.created({ url: at.target.url });
  const [theirs, none] = [await page(other.id), await page('act_unknown')];
  expect([theirs.status, none.status]).toEqual([404, 404]);
  expect(theirs.text.replaceAll(other.id, '')).toBe(none.text.replaceAll('act_unknown', ''));
});

test('only a key with admin is led to the run in Temporal’s UI', async () => {
  const { id } = await held();
  const link = `/temporal/namespaces/default/workflows/${id}`;
  const own = await page(id);
  expect(own.text).toContain(link);
  expect(own.text).toContain(`/dashboard/actions/${id}/approve"`);
  const reader = await signedIn(at.system.url, await keyWith('reader', 'actions:read'));
  const shown = await reader.open(`/dashboard/actions/${id}`);
  expect(shown.status).toBe(200);
  expect(shown.text).not.toContain(link);
  expect(shown.text).not.toContain(`/dashboard/actions/${id}/approve"`);
});

test('approve and reject decide on what was shown, with a comment, and lead back to the action', async () => {
  const [yes, no] = [await held(), await held()];
  const path = `/dashboard/actions/${yes.id}`;
  const answer = await desk.send(`${path}/approve`, { digest: await digestOf(yes.id), comment: 'go' });
  expect([answer.status, answer.location]).toEqual([303, path]);
  expect(await until(yes.id, 'completed')).toMatchObject({ approved_by: 'key:desk', approval_comment: 'go' });
  await desk.send(`/dashboard/actions/${no.id}/cancel`, { digest: await digestOf(no.id) });
  expect(await read(no.id)).toMatchObject({ cancel_reason: 'rejected', cancelled_by: 'key:desk' });
  const late = await desk.send(`${path}/cancel`, { digest: (await receiptOf(at.system, yes.id, agent)).digest });
  expect(late.status).toBe(409);
  expect(late.text).toContain('cannot be cancelled any more');
  expect(late.text).toContain('role="alert"');
});

test('a press that does not name what was shown, or names something else, decides nothing', async () => {
  const { id } = await held();
  for (const fields of [{}, { digest: 'a'.repeat(64) }]) {
    const answer = await desk.send(`/dashboard/actions/${id}/approve`, fields);
    expect(answer.status).toBe(409);
  }
  expect((await read(id)).status).toBe('awaiting_approval');
});

test('a key does not decide what it asked for itself: not one by one, and not among others', async () => {
  const key = await keyWith('both', 'actions:write', 'actions:read', 'approvals:decide');
  const both = await signedIn(at.system.url, key);
  const { id } = await at.system.api.created({ url: at.target.url, approve: true }, { key });
  const digest = await digestOf(id);
  const refused = await both.send(`/dashboard/actions/${id}/approve`, { digest });
  expect(refused.status).toBe(403);
  expect(refused.text).toContain('This key asked for the action, so it may not decide it.');
  const confirmation = await both.send('/dashboard/decide', { operation: 'approve', id });
  expect(confirmation.text).not.toContain(`${id}.${digest}`);
  const forced = await both.send('/dashboard/decide', {
    operation: 'approve',
    item: `${id}.${digest}`,
    confirmed: 'yes',
  });
  expect(forced.text).toContain('This key asked for the action, so it may not decide it.');
  expect((await read(id)).status).toBe('awaiting_approval');
});

test('what another site makes a signed-in browser send changes nothing', async () => {
  const { id } = await held();
  const digest = await digestOf(id);
  const paths: [string, Record<string, string>][] = [
    [`/dashboard/actions/${id}/approve`, { digest }],
    [`/dashboard/actions/${id}/cancel`, { digest }],
    ['/dashboard/decide', { operation: 'approve', item: `${id}.${digest}`, confirmed: 'yes' }],
  ];
  const hostile: Record<string, string>[] = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
  ];
  for (const [path, fields] of paths)
    for (const headers of hostile) expect((await desk.send(path, fields, headers)).status).toBe(403);
  expect((await read(id)).status).toBe('awaiting_approval');
});

test('a retry makes one new action, however often its button is pressed', async () => {
  const { id } = await held();
  await desk.send(`/dashboard/actions/${id}/cancel`, { digest: await digestOf(id) });
  const press = /name="press" value="([^"]*)"/.exec((await page(id)).text)?.[1] ?? '';
  const presses = await Promise.all(
    [1, 2, 3].map(() => desk.send(`/dashboard/actions/${id}/retry`, { press, digest: '' })),
  );
  expect(new Set(presses.map(({ status }) => status))).toEqual(new Set([303]));
  const [location, ...others] = new Set(presses.map((answer) => answer.location));
  expect(others).toEqual([]);
  const again = (location ?? '').split('/').at(-1) ?? '';
  expect(await read(again)).toMatchObject({ retry_of: id, status: 'awaiting_approval' });
  const early = await desk.send(`/dashboard/actions/${again}/retry`, { press });
  expect(early.status).toBe(409);
});

test('several are decided together only once what they are was confirmed; what cannot be is named with the reason', async () => {
  const [one, two, decided] = [await held({ body: { n: 1 } }), await held({ body: { n: 2 } }), await held()];
  await desk.send(`/dashboard/actions/${decided.id}/cancel`, { digest: await digestOf(decided.id) });
  const elsewhere = await at.system.api.created({ url: at.target.url, approve: true });
  const id = [one.id, two.id, decided.id, elsewhere.id, 'junk'];
  const confirmation = await desk.send('/dashboard/decide', { operation: 'approve', id, comment: 'both' });
  expect(confirmation.status).toBe(200);
  const items = [...confirmation.text.matchAll(/name="item" value="([^"]+)"/g)].map(([, item = '']) => item);
  expect(items.map((item) => item.split('.')[0]).sort()).toEqual([one.id, two.id].sort());
  expect(confirmation.text).toContain(decided.id);
  expect(confirmation.text).toContain('It was decided already.');
  for (const waiting of [one, two]) expect((await read(waiting.id)).status).toBe('awaiting_approval');

  const wrong = `${elsewhere.id}.${(await receiptOf(at.system, elsewhere.id)).digest}`;
  const item = [...items, wrong, `${one.id}.${'a'.repeat(64)}`, 'junk'];
  const results = await desk.send('/dashboard/decide', {
    operation: 'approve',
    item,
    comment: 'both',
    confirmed: 'yes',
  });
  expect(results.status).toBe(200);
  for (const waiting of [one, two])
    expect(await until(waiting.id, 'completed')).toMatchObject({ approved_by: 'key:desk', approval_comment: 'both' });
  expect((await at.system.api.read(elsewhere.id)).status).toBe('awaiting_approval');
});

test('nothing chosen, no button, or more than a hundred at once decides nothing, in words', async () => {
  const { id } = await held();
  const digest = await digestOf(id);
  const many = Array.from({ length: 100 }, (_, index) => `act_${index}.${digest}`);
  const wrong: Record<string, string | string[]>[] = [
    { operation: 'approve' },
    { id },
    { operation: 'maybe', id },
    { operation: 'approve', item: [...many, `${id}.${digest}`], confirmed: 'yes' },
  ];
  for (const fields of wrong) expect((await desk.send('/dashboard/decide', fields)).status).toBe(400);
  expect((await read(id)).status).toBe('awaiting_approval');
});

test('the list of all filters by status, target host and day, and keeps its filters from page to page', async () => {
  const elsewhere = await startTarget();
  const done = await created({ url: `${elsewhere.url}/done` });
  await until(done.id, 'completed');
  const waiting = await held({ url: `${elsewhere.url}/held` });
  const host = new URL(elsewhere.url).host;
  await elsewhere.close();
  const both = await listed(`/dashboard/actions?host=${host.toUpperCase()}`, done.id, waiting.id);
  expect(both.text.match(/\/dashboard\/actions\/act_/g)?.length).toBeGreaterThanOrEqual(2);
  const completed = await listed(`/dashboard/actions?host=${host}&status=completed`, done.id);
  expect(completed.text).not.toContain(waiting.id);
  const day = done.created_at.slice(0, 10);
  await listed(`/dashboard/actions?host=${host}&from=${day}`, done.id, waiting.id);
  const before = await desk.open(`/dashboard/actions?host=${host}&to=2025-01-01`);
  expect(before.status).toBe(200);
  expect(before.text).not.toContain(done.id);
  const other = await desk.open('/dashboard/actions?host=other.example');
  expect(other.text).not.toContain(done.id);
});

test.each(['host=%27%20OR%20Account%20!%3D%20%27x', 'host=a%2Fb', 'status=odd', 'from=yesterday', 'to=2026-13-01'])(
  'a filter that cannot be meant (%s) is said to be, and lists nothing',
  async (query) => {
    const answer = await desk.open(`/dashboard/actions?${query}`);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('role="alert"');
    expect(answer.text).not.toMatch(/\/dashboard\/actions\/act_/);
  },
);

test('a long list goes on where its page ended, each action once', async () => {
  const ids: string[] = [];
  for (let batch = 0; batch < 11; batch++) {
    const some = await Promise.all([1, 2, 3, 4, 5].map(() => held({ url: 'https://nobody.example/' })));
    ids.push(...some.map(({ id }) => id));
  }
  // Pages taken while rows still appear would overlap, so all of them are there first.
  await eventually(async () => {
    const counted = await at.system.api.call<{ data: { url: string }[] }>('GET', '/v1/actions?limit=100', undefined, {
      key: agent,
    });
    return counted.body.data.filter(({ url }) => url === 'https://nobody.example/').length === ids.length;
  });
  const first = await desk.open('/dashboard/actions?host=nobody.example');
  const next = /href="(\/dashboard\/actions\?[^"]*cursor=[^"]*)"/.exec(first.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
  expect(next).toContain('host=nobody.example');
  const second = await desk.open(next);
  const idsIn = (text: string) => [
    ...new Set([...text.matchAll(/\/dashboard\/actions\/(act_[\w-]+)/g)].map((m) => m[1])),
  ];
  expect(idsIn(first.text)).toHaveLength(50);
  expect([...idsIn(first.text), ...idsIn(second.text)].toSorted()).toEqual(ids.toSorted());
});

test('an id leads to its action; one that is not there is said to be missing', async () => {
  const { id } = await held();
  expect((await desk.open(`/dashboard/find?id=%20${id}%20`)).location).toBe(`/dashboard/actions/${id}`);
  const other = await at.system.api.created({ url: at.target.url, approve: true });
  for (const missing of ['act_unknown', other.id, '../x']) {
    const answer = await desk.open(`/dashboard/find?id=${encodeURIComponent(missing)}`);
    expect([answer.status, answer.location]).toEqual([404, null]);
  }
});

test('with no worker a decision on the dashboard is kept, and the page says so', async () => {
  const { id } = await held();
  const digest = await digestOf(id);
  await at.system.stopWorker();
  const answer = await desk.send(`/dashboard/actions/${id}/approve`, { digest });
  await at.system.startWorker();
  expect(answer.status).toBe(202);
  expect(answer.text).toContain('Your decision is kept');
  expect(await until(id, 'completed')).toMatchObject({ approved_by: 'key:desk' });
});

test('what is too long to be read among others is approved on its own page alone, which shows all of it', async () => {
  const end = 'the-end-that-counts';
  const [short, long] = [
    await held({ body: { filler: 'a'.repeat(5_000), last: [end] } }),
    await held({ body: { filler: 'a'.repeat(30_000), last: [end] }, headers: { 'X-Command': 'b'.repeat(900) + end } }),
  ];
  const chosen = { operation: 'approve', id: [short.id, long.id] };
  const { text } = await desk.send('/dashboard/decide', chosen);
  const items = [...text.matchAll(/name="item" value="(act_[\w-]+)\./g)].map(([, id]) => id);
  expect(items).toEqual([short.id]);
  expect(text).toContain(end);
  expect(text).toContain('too long to be read among others');
  const own = await page(long.id);
  expect(own.text.split(end)).toHaveLength(3);
  expect(own.text).not.toContain('not shown');
  // A no needs no reading.
  const refusing = await desk.send('/dashboard/decide', { ...chosen, operation: 'reject' });
  expect(refusing.text).toContain(`value="${long.id}.`);
});
