import type { Notice } from '../../../domain/channel.ts';
import type { Delivery } from '../../../domain/delivery.ts';
import { at, HOSTILE } from './records.ts';

/** What became of telling people, and of callbacks. */

const notice = (changes: Partial<Notice> = {}): Notice => ({
  channel: 'email',
  to: 'mira@example.com',
  occasion: 'asked',
  state: 'sent',
  at: at(-42, 1),
  attempts: 1,
  error: null,
  ...changes,
});
const SLACK_DEAD = 'Slack answered 404: the webhook does not exist.';
export const NOTICES: Notice[] = [
  notice(),
  notice({ to: 'jon@example.com', at: at(-42, 2) }),
  notice({ channel: 'slack', to: null, state: 'retrying', attempts: 6, at: at(-41), error: SLACK_DEAD }),
  notice({ channel: 'discord', to: null, state: 'not_configured', at: at(-42, 3), attempts: 0 }),
];
export const NOTICES_DECIDED = NOTICES.map((told) => ({
  ...told,
  state: told.state === 'retrying' ? 'stopped' : told.state,
}));
export const HOSTILE_NOTICE = notice({ to: HOSTILE, state: 'failed', attempts: 9, error: HOSTILE });

const delivery = (changes: Partial<Delivery> = {}): Delivery => ({
  number: 0,
  state: 'delivered',
  at: at(-27),
  attempts: 1,
  response_code: 204,
  error: null,
  next_try_at: null,
  ...changes,
});
const BUSY = 'The receiver answered 503 Service Unavailable.';

/** What became of the callback, by a name that says so. */
export const DELIVERIES: Record<string, Delivery[]> = {
  delivered: [delivery({ attempts: 3 })],
  'being delivered': [delivery({ state: 'sending', response_code: null })],
  'to be tried again': [
    delivery({ state: 'retrying', attempts: 4, response_code: null, error: BUSY, next_try_at: at(6) }),
  ],
  'given up, then by hand': [
    delivery({ state: 'failed', attempts: 31, response_code: null, error: BUSY }),
    delivery({ number: 1, at: at(-2) }),
  ],
  hostile: [delivery({ state: 'failed', attempts: 2, response_code: null, error: HOSTILE })],
};
