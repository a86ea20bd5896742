import { randomBytes } from 'node:crypto';
import type { NoticeInput } from '../../domain/announcement.ts';
import { SEARCH_ATTRIBUTES } from '../../temporal/search-attributes.ts';
import { WORKFLOW_TYPES } from '../../workflows/messages.ts';
import type { GatewayContext } from './context.ts';

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
  { client, taskQueue, eagerStart }: GatewayContext,
  { account, address, url, expiresAt }: SignInLink,
): Promise<void> {
  const until = expiresAt.toISOString();
  const notice: NoticeInput = {
    account,
    channels: [{ kind: 'email', to: address }],
    announcement: { kind: 'sign_in', url, expires_at: until },
    until,
  };
  await client.workflow.start(WORKFLOW_TYPES.notice, {
    workflowId: `sign-in:${randomBytes(ID_BYTES).toString('base64url')}`,
    taskQueue,
    args: [notice],
    requestEagerStart: eagerStart,
    typedSearchAttributes: [{ key: SEARCH_ATTRIBUTES.Kind, value: WORKFLOW_TYPES.notice }],
  });
}
