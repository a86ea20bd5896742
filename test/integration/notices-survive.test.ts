import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MessageServers, startMessageServers } from '../support/message-servers.ts';
import { noticesOf, toldOf, untilTold } from '../support/notices.ts';
import { partsOfTheProduct } from '../support/survival-processes.ts';
import { type System, startSystem } from '../support/system.ts';

/** A worker is killed while people are being told; another one tells those who were not, and nobody twice. */

const parts = partsOfTheProduct();
let servers: MessageServers;
let system: System;

beforeAll(async () => {
  servers = await startMessageServers();
  system = await startSystem({ worker: false, env: servers.env });
});
afterAll(async () => {
  await system.stop();
  await servers.close();
});

test('whoever was not told yet is told by the next worker, and whoever was is not told again', async () => {
  servers.postmark.fail(500);
  const first = parts.startWorker(system.env);
  const { id } = await system.api.created({
    url: 'http://127.0.0.1:1/never-sent',
    approve: true,
    notify: { email: 'ann@example.com', slack: true },
  });
  await untilTold(system, id, ['email ann@example.com asked retrying', 'slack  asked sent']);
  await first.kill();
  expect(await toldOf(system, id)).toEqual(['email ann@example.com asked retrying', 'slack  asked sent']);

  servers.postmark.recover();
  parts.startWorker(system.env);
  await untilTold(system, id, ['email ann@example.com asked sent', 'slack  asked sent']);
  expect((await noticesOf(system, id)).find(({ channel }) => channel === 'email')?.attempts).toBeGreaterThan(1);
  expect([servers.postmark.mails.length, servers.slack.posts.length]).toEqual([1, 1]);
  // A worker by itself knows from PUBLIC_URL where links lead.
  expect(servers.postmark.mails[0]?.text).toContain(`${system.url}/approve/`);
});
