import { randomBytes } from 'node:crypto';
import type { NoticeInput } from '../../domain/announcement.ts';
import type { GatewayContext } from './context.ts';
import { startOnce } from './start-once.ts';

export interface SignInLink {
  /** One that they review for: its outbox keeps the mail where none is sent. */
  account: string;
  /** Whom it is for; the only one who is told. */
  address: string;
  url: string;
  /** Nobody is told from then on. */
  expiresAt: Date;
}

const ID_BYTES = 16;

/** Has a sign-in link e-mailed, and retried until it expires. Resolves once that is on record. */
export async function tellSignIn(
  context: GatewayContext,
  { account, address, url, expiresAt }: SignInLink,
): Promise<void> {
  const until = expiresAt.toISOString();
  const notice: NoticeInput = {
    account,
    channels: [{ kind: 'email', to: address }],
    announcement: { kind: 'sign_in', url, expires_at: until },
    until,
  };
  const id = `sign-in:${randomBytes(ID_BYTES).toString('base64url')}`;
  await startOnce(context, { type: 'notice', id, input: notice, attributes: {} });
}
