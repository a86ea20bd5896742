import { beforeAll, expect, test } from 'vitest';
import { reviewedBy, SAM } from '../support/approvals.ts';
import { systemAndTarget } from '../support/fixture.ts';
import { untilTold } from '../support/notices.ts';
import { person, signedIn } from '../support/person.ts';

/** The public receipt, as a page and as JSON. */

const at = systemAndTarget({ outbox: true, anyoneMayReview: false });
beforeAll(() => reviewedBy(at.system, [SAM]));

async function decidedAction() {
  const action = await at.system.api.created({
    url: `${at.target.url}/x?api_key=s3cret&page=2`,
    body: { password: 's3cret', note: '<b>hello</b>' },
    headers: { 'X-Token': 's3cret' },
    approve: true,
  });
  // The mail that asks Sam: an approval that is quicker keeps it from being sent.
  await untilTold(at.system, action.id, [`email ${SAM} asked sent`]);
  await at.system.api.approve(action.id, { comment: 'fine <i>by</i> me' });
  await at.system.api.until(action.id, 'completed');
  return { ...action, path: new URL(action.receipt_url).pathname };
}

test('a browser and whoever asks for nothing in particular get the page; Accept: application/json gets JSON', async () => {
  const { path, id } = await decidedAction();
  const page = await person(at.system.url).open(path);
  expect(page.status).toBe(200);
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(page.text).toContain(id);
  const type = async (accept: string) =>
    (await person(at.system.url).open(path, { accept })).headers.get('content-type')?.split(';')[0];
  expect(await type('*/*')).toBe('text/html');
  expect(await type('text/html, application/json;q=0.9')).toBe('text/html');
  expect(await type('application/json')).toBe('application/json');
  expect(await type('application/json, text/plain, */*')).toBe('application/json');
  expect(page.headers.get('vary')).toContain('accept');
});

test('it names who decided and why, escaped, masks every secret, and is told on, kept and indexed by nobody', async () => {
  const { path } = await decidedAction();
  const { text, headers } = await person(at.system.url).open(path);
  expect(text).toContain('key:first');
  expect(text).toContain('fine &lt;i>by&lt;/i> me');
  expect(text).toContain('&lt;b>hello&lt;/b>');
  expect(text).not.toContain('s3cret');
  expect(text).toContain(SAM);
  expect(Object.fromEntries(headers)).toMatchObject({
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-robots-tag': 'noindex',
  });
});

test('an address that was not given out is a 404 page for browsers and the contract’s error for programs', async () => {
  const { path } = await decidedAction();
  const forged = `${path.slice(0, -4)}AAAA`;
  const page = await person(at.system.url).open(forged);
  expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
  const { status, body } = await at.system.api.call('GET', forged, undefined, { key: null });
  expect(status).toBe(404);
  expect(body).toMatchObject({ error: { code: 'not_found' } });
});

test('it leads to the dashboard for who is signed in to the action’s account, and for nobody else', async () => {
  const { path, id } = await decidedAction();
  const link = `href="/dashboard/actions/${id}"`;
  expect((await person(at.system.url).open(path)).text).not.toContain(link);
  const stranger = await signedIn(at.system.url, await at.system.addKey({ account: 'acct_other' }));
  expect((await stranger.open(path)).text).not.toContain(link);
  const member = await signedIn(at.system.url, at.system.firstKey);
  expect((await member.open(path)).text).toContain(link);
});
