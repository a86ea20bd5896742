import type { ActionRequest, Notify } from '../domain/action.ts';
import type { Channel } from '../domain/channel.ts';
import type { KeyringAccount } from '../security/keyring-snapshot.ts';
import type { ApiSettings, Services } from './services.ts';

/** Who may be asked, and how they are reached. */

type ReviewerServices = Pick<Services, 'settings' | 'channelsOf'>;

/** The people who may decide for an account: its own list, or else the operator. Lower case. */
export function reviewersOf(
  { settings }: { settings: Pick<ApiSettings, 'operatorEmail'> },
  account: KeyringAccount,
): readonly string[] {
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

/**
 * Whom a policy names is asked, as far as they review for the account, and nobody else; null where it names nobody.
 * Where none of them reviews here nobody is asked at all: only they may say yes, and anybody else would be asked in
 * vain. It waits in the inbox until one of them reviews here, somebody says no, or it expires.
 */
export function notifyNamed(
  services: Pick<Services, 'settings'>,
  account: KeyringAccount,
  named: readonly string[],
): Notify | null {
  if (named.length === 0) return null;
  return { email: named.filter((address) => mayReview(services, account, address)), slack: false, discord: false };
}

/** At most so many addresses of a list are named. */
const NAMED = 5;

/** Who may decide for an account as things stand, in words, for whoever starts this. */
export function whoDecides(
  settings: Pick<ApiSettings, 'operatorEmail' | 'anyoneMayReview'>,
  account: KeyringAccount,
): string {
  const listed = reviewersOf({ settings }, account);
  const more = listed.length > NAMED ? [`${listed.length - NAMED} more by e-mail`] : [];
  const anyone = account.reviewers.length === 0 && settings.anyoneMayReview;
  const people = anyone ? ['whoever is asked by e-mail'] : [...listed.slice(0, NAMED), ...more];
  const itself = account.self_approval ? 'even what it asked for itself' : 'never what it asked for itself';
  const channel = account.channel_links === 'decide' ? ['whoever opens a link in its Slack or Discord channel'] : [];
  return [...people, `any key with approvals:decide (${itself})`, ...channel].join('; ');
}
