import { expect, test } from 'vitest';
import { callbackSecrets, deliveriesOf, untilDelivery, verified } from '../support/callbacks.ts';
import { systemAndReceiver } from '../support/fixture.ts';
import { person } from '../support/person.ts';
import { insider, outsider } from '../support/survival-records.ts';
import { answering } from '../support/target.ts';

/** What became of a callback stands on the action's receipt. */

const at = systemAndReceiver();

const create = (more: object = {}) =>
  at.system.api.created({ url: `${at.target.url}/do`, callback: `${at.receiver.url}/hook?token=planted`, ...more });

/** The words of the public page, without its markup. */
async function pageOf(receiptUrl: string): Promise<string> {
  const { text } = await person(at.system.url).open(new URL(receiptUrl).pathname);
  expect(text).not.toContain('planted');
  return text.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
}

test('the page says that a callback was not accepted and when it is tried again, and what became of one sent by hand', async () => {
  at.receiver.answer(answering(503, undefined, { 'retry-after': '600' }));
  const action = await create();
  await untilDelivery(at.system, action, 0, 'retrying');
  const waiting = await pageOf(action.receipt_url);
  expect(waiting).toContain('Callback: not delivered yet, tried again');
  expect(waiting).toContain('The receiver answered 503.');
  expect(waiting).toContain('Next try of the callback');

  at.receiver.reset();
  await at.system.api.call('POST', `/v1/actions/${action.id}/callback/redeliver`);
  await untilDelivery(at.system, action, 1, 'delivered');
  expect(await pageOf(action.receipt_url)).toContain('Callback, repeated by hand (1): delivered Answer 200');
});

test('a callback is tried for 24 h', async () => {
  at.receiver.answer(answering(500));
  const action = await create();
  await untilDelivery(at.system, action, 0, 'retrying');
  const { events } = await insider(at.system).workflow.getHandle(`${action.id}:callback`).fetchHistory();
  const scheduled = events?.find((event) => event.activityTaskScheduledEventAttributes != null);
  const { scheduleToCloseTimeout, retryPolicy } = scheduled?.activityTaskScheduledEventAttributes ?? {};
  expect(Number(scheduleToCloseTimeout?.seconds)).toBe(24 * 3600);
  expect(retryPolicy?.maximumAttempts).toBe(0);
});

test('a delivery that an operator ends in Temporal is said to be, with the tries there were', async () => {
  at.receiver.answer(answering(500, undefined, { 'retry-after': '600' }));
  const action = await create();
  await untilDelivery(at.system, action, 0, 'retrying');
  await outsider(at.system).workflow.getHandle(`${action.id}:callback`).terminate();
  const delivery = await untilDelivery(at.system, action, 0, 'failed');
  expect(delivery).toMatchObject({ attempts: 1, error: 'Ended by an operator in Temporal.', next_try_at: null });
  expect(await pageOf(action.receipt_url)).toContain('Callback: not delivered, given up');
});

test('an action that an operator ends in Temporal tells nobody, until somebody asks for it by hand', async () => {
  const action = await create({ approve: true });
  await outsider(at.system).workflow.getHandle(action.id).terminate();
  await at.system.api.until(action.id, 'failed');
  expect(await deliveriesOf(at.system, action)).toEqual([]);
  await at.system.api.call('POST', `/v1/actions/${action.id}/callback/redeliver`);
  await untilDelivery(at.system, action, 1, 'delivered');
  const [hit] = at.receiver.hits;
  expect(verified(hit, callbackSecrets(at.system)[0])).toEqual(await at.system.api.read(action.id));
});

test('an action without a callback has no delivery, and neither has one that is not over', async () => {
  const plain = await at.system.api.created({ url: at.target.url, sync: true });
  expect(await deliveriesOf(at.system, plain)).toEqual([]);
  expect(await deliveriesOf(at.system, await create({ approve: true }))).toEqual([]);
});
