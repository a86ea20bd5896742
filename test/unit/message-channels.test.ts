import { expect, test } from 'vitest';
import { createMessenger, DeliveryError, type Message } from '../../messaging/messenger.ts';
import { loopbackEgress } from '../support/egress-under-test.ts';

const signIn: Message = { kind: 'sign_in', url: 'http://localhost:3000/sign-in/x', expiresAt: '2026-03-01T12:10:00Z' };

test('a channel that nobody has set up is not configured, which is not an error', async () => {
  const messenger = createMessenger({
    egress: loopbackEgress(),
    postmark: null,
    outbox: null,
    channelUrls: () => ({ slack: null, discord: null }),
    now: () => new Date('2026-03-01T12:00:00Z'),
  });
  expect(await messenger.deliver('acct_a', { kind: 'email', to: 'ann@example.com' }, signIn)).toBe('not_configured');
  expect(await messenger.deliver('acct_a', { kind: 'slack' }, signIn)).toBe('not_configured');
  expect(await messenger.deliver('acct_a', { kind: 'discord' }, signIn)).toBe('not_configured');
});

test('a message that a channel cannot carry is refused for good', async () => {
  const messenger = createMessenger({
    egress: loopbackEgress(),
    postmark: null,
    outbox: null,
    channelUrls: () => ({ slack: 'http://127.0.0.1:1/hook', discord: null }),
    now: () => new Date('2026-03-01T12:00:00Z'),
  });
  const refused = await messenger.deliver('acct_a', { kind: 'slack' }, signIn).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(DeliveryError);
  expect(refused).toMatchObject({ permanent: true });
});
