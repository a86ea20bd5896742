import type { ActionRequest } from '../domain/action.ts';
import type { Channel } from '../domain/channel.ts';
import type { KeyringAccount } from '../security/keyring-snapshot.ts';
import type { Services } from './services.ts';

/** Who may be asked, and how they are reached. */

type ReviewerServices = Pick<Services, 'settings' | 'channelsOf'>;

/** The people who may decide for an account: its own list, or else the operator. Lower case. */
export function reviewersOf({ settings }: Pick<Services, 'settings'>, account: KeyringAccount): readonly string[] {
  if (account.reviewers.length > 0) return account.reviewers;
  return settings.operatorEmail === null ? [] : [settings.operatorEmail.toLowerCase()];
}

/** Whether the person at this address may decide for the account now. Lists change; this is asked at every press. */
export function mayReview(services: Pick<Services, 'settings'>, account: KeyringAccount, address: string): boolean {
  if (account.suspended) return false;
  if (reviewersOf(services, account).includes(address.toLowerCase())) return true;
  return account.reviewers.length === 0 && services.settings.anyoneMayReview;
}

/** Everyone who is told that a request waits: whom it names, or else whatever the account has. */
export function channelsFor(
  services: ReviewerServices,
  account: KeyringAccount,
  { approve, notify }: Pick<ActionRequest, 'approve' | 'notify'>,
): Channel[] {
  if (!approve) return [];
  const configured = services.channelsOf(account.id);
  const addresses = notify === null ? reviewersOf(services, account) : notify.email;
  const slack = notify === null ? configured.slack : notify.slack;
  const discord = notify === null ? configured.discord : notify.discord;
  return [
    ...[...new Set(addresses)]
      .filter((to) => mayReview(services, account, to))
      .map((to): Channel => ({ kind: 'email', to })),
    ...(slack ? [{ kind: 'slack' } as const] : []),
    ...(discord ? [{ kind: 'discord' } as const] : []),
  ];
}
