import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { systemAndTarget } from '../support/fixture.ts';
import { answering } from '../support/target.ts';

interface Page {
  data: { id: string; status: string; url: string; attempts: number }[];
  total: number;
  next_cursor: string | null;
}

const at = systemAndTarget();
const list = async (key: string, query = '') =>
  (await at.system.api.call<Page>('GET', `/v1/actions${query}`, undefined, { key })).body;

test('the list is newest first, pages by offset and by cursor, and shows each action once', async () => {
  const key = await at.system.addKey({ account: 'acct_list' });
  const ids: string[] = [];
  for (let index = 0; index < 9; index += 1)
    ids.unshift((await at.system.api.created({ url: `${at.target.url}/${index}`, sync: true }, { key })).id);
  await eventually(async () => (await list(key)).total === 9);
  expect((await list(key)).data.map(({ id }) => id)).toEqual(ids);
  expect((await list(key, '?limit=3&offset=4')).data.map(({ id }) => id)).toEqual(ids.slice(4, 7));
  const seen: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Page = await list(key, `?limit=4${cursor === '' ? '' : `&cursor=${cursor}`}`);
    seen.push(...page.data.map(({ id }) => id));
    cursor = page.next_cursor;
  }
  expect(seen).toEqual(ids);
});

test('what was created at the same moment is on one page each, however small the pages are', async () => {
  const key = await at.system.addKey({ account: 'acct_rush' });
  const create = async () => (await at.system.api.created({ url: at.target.url, approve: true }, { key })).id;
  const ids = await Promise.all(Array.from({ length: 60 }, create));
  await eventually(async () => (await list(key)).total === ids.length);
  const seen: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Page = await list(key, `?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
    seen.push(...page.data.map(({ id }) => id));
    cursor = page.next_cursor;
  }
  expect(seen.toSorted()).toEqual(ids.toSorted());
});

test('each status lists its own actions', async () => {
  const key = await at.system.addKey({ account: 'acct_statuses' });
  const create = async (body: Record<string, unknown>) => (await at.system.api.created(body, { key })).id;
  const completed = await create({ url: at.target.url, sync: true });
  const awaiting = await create({ url: at.target.url, approve: true });
  const withdrawn = await create({ url: at.target.url, approve: true });
  await at.system.api.cancel(withdrawn, undefined, { key });
  at.target.answer(answering(503, {}, { 'retry-after': '900' }));
  const pending = await create({ url: `${at.target.url}/pending` });
  const failed = await create({ url: at.target.url, retries: 1, sync: true });
  for (const [status, id] of Object.entries({
    completed,
    awaiting_approval: awaiting,
    cancelled: withdrawn,
    pending,
    failed,
  }))
    await eventually(async () => {
      const { data, total } = await list(key, `?status=${status}`);
      return total === 1 && data[0]?.id === id && data[0].status === status;
    });
  expect((await list(key, '?status=active')).data).toEqual([]);
});
