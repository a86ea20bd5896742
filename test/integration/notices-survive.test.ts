import { expect, test } from 'vitest';
import { systemAndMessageServers } from '../support/fixture.ts';
import { noticesOf, toldOf, untilTold } from '../support/notices.ts';
import { partsOfTheProduct } from '../support/survival-processes.ts';

/** A worker is killed while people are being told; another one tells those who were not, and nobody twice. */

const parts = partsOfTheProduct();
const at = systemAndMessageServers({ worker: false });

test('whoever was not told yet is told by the next worker, and whoever was is not told again', async () => {
  at.servers.postmark.fail(500);
  const first = parts.startWorker(at.system.env);
  const { id } = await at.system.api.created({
    url: 'http://127.0.0.1:1/never-sent',
    approve: true,
    notify: { email: 'ann@example.com', slack: true },
  });
  await untilTold(at.system, id, ['email ann@example.com asked retrying', 'slack  asked sent']);
  await first.kill();
  expect(await toldOf(at.system, id)).toEqual(['email ann@example.com asked retrying', 'slack  asked sent']);

  at.servers.postmark.recover();
  parts.startWorker(at.system.env);
  await untilTold(at.system, id, ['email ann@example.com asked sent', 'slack  asked sent']);
  expect((await noticesOf(at.system, id)).find(({ channel }) => channel === 'email')?.attempts).toBeGreaterThan(1);
  expect([at.servers.postmark.mails.length, at.servers.slack.posts.length]).toEqual([1, 1]);
  // A worker by itself knows from PUBLIC_URL where links lead.
  expect(at.servers.postmark.mails[0]?.text).toContain(`${at.system.url}/approve/`);
});
