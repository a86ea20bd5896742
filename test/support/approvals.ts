import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Receipt } from '../../domain/receipt.ts';
import { createOutbox, type KeptEmail } from '../../messaging/outbox.ts';
import { setReviewers } from '../../security/keyring-account.ts';
import { type Link, type Recipient, sealLink } from '../../security/link-token.ts';
import { hashBrowserSecret, newBrowserSecret, sealSignIn } from '../../security/sign-in-token.ts';
import { eventually } from './eventually.ts';
import { type Person, person } from './person.ts';
import type { System } from './system.ts';

/** What tests of deciding people need: reviewers, the links they are sent, and what the outbox holds. */

export const SAM = 'sam@example.com';
export const KIM = 'kim@example.com';

/** Lists who reviews for an account; in force when this returns. */
export async function reviewedBy(system: System, addresses: string[], account = 'acct_default'): Promise<void> {
  await system.editKeyring((edit) => setReviewers(edit, account, addresses));
  const wanted = [...addresses].sort().join();
  await eventually(() => [...(system.foundation.keyring.account(account)?.reviewers ?? [])].sort().join() === wanted);
}

/** The path of the link that a reviewer or a channel is sent. */
export async function linkFor(
  system: System,
  id: string,
  recipient: Recipient = { kind: 'email', address: SAM },
  changes: Partial<Link> = {},
): Promise<string> {
  const digest = changes.digest ?? (await receiptOf(system, id)).digest;
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  const link = { id, digest, recipient, expiresAt, ...changes };
  return `/approve/${await sealLink(link, system.foundation.secrets.current('link'))}`;
}

export async function receiptOf({ api, firstKey }: System, id: string, key = firstKey): Promise<Receipt> {
  const { receipt_url } = await api.read(id, { key });
  return (await api.call<Receipt>('GET', new URL(receipt_url).pathname)).body;
}

/** What the outbox keeps for an address, newest first. */
export async function emailsTo({ env }: System, address: string, account = 'acct_default'): Promise<KeptEmail[]> {
  const folder = join(env.SAFEFETCH_DATA_DIR ?? '', 'outbox');
  const outbox = createOutbox({ folder, publicUrl: '', announce: () => undefined, now: () => new Date() });
  return (await outbox.list(account)).filter(({ to }) => to === address);
}

/** The first address of this kind in a message's text. */
export function addressIn({ text }: KeptEmail, path: string): string {
  const found = new RegExp(`https?://[^\\s]*${path}[^\\s]*`).exec(text)?.[0];
  if (found === undefined) throw new Error(`no ${path} in: ${text}`);
  const { pathname, search } = new URL(found);
  return `${pathname}${search}`;
}

/** The browser of a reviewer who has signed in by a link that came without a mail, of which only so many are sent. */
export async function reviewerSignedIn({ url, foundation }: System, address: string): Promise<Person> {
  const visitor = person(url);
  const mark = newBrowserSecret();
  visitor.cookies.set('safefetch_sign_in', mark);
  const asked = { id: randomUUID(), address, browser: hashBrowserSecret(mark) ?? '', next: '/dashboard' };
  const token = await sealSignIn(asked, foundation.secrets.current('sign-in'), new Date());
  const { status } = await visitor.send(`/sign-in/link?token=${token}`);
  if (status !== 303) throw new Error(`signing in answered ${status}`);
  return visitor;
}
