import type { AddressPolicy } from '../egress/address-policy.ts';
import type { OutboxStore } from '../messaging/outbox.ts';
import type { Policies } from '../policy/policies.ts';
import type { Verdicts } from '../policy/verdicts.ts';
import type { Keyring } from '../security/keyring-file.ts';
import type { SecretRing } from '../security/secret.ts';
import type { Gateway } from './gateway/index.ts';

/** What the routes work with. The entry points make these; tests make the same ones. */
export interface Services {
  gateway: Gateway;
  keyring: Keyring;
  /** What the operator allows; asked at every create, and by workers again before sending. */
  policies: Policies;
  /** The gate's verdicts on texts of any length. */
  verdicts: Verdicts;
  secrets: SecretRing;
  /** Judges targets and callbacks when an action is created; each attempt judges again. */
  addressPolicy: AddressPolicy;
  settings: ApiSettings;
  /** Whether an account has a Slack or a Discord channel of its own or by default. */
  channelsOf(account: string): { slack: boolean; discord: boolean };
  /** Where e-mail is kept and shown instead of sent; null everywhere but in development. */
  outbox: OutboxStore | null;
  now(): Date;
}

export interface ApiSettings {
  /** What every link starts with, without a slash at the end. */
  publicUrl: string;
  allowHttp: boolean;
  /** Seconds an approval stays open where the request does not say. */
  approvalTtlS: number;
  gate: GateSettings;
  rateLimitPerSecond: number;
  /** Addresses and CIDR ranges whose X-Forwarded-For says who calls. */
  trustedProxies: readonly string[];
  /** Where Temporal's UI is, to be served under /temporal/; undefined: not served. */
  temporalUiUrl: string | undefined;
  /** The namespace in addresses of Temporal's UI. */
  temporalNamespace: string;
  /** Whether e-mail goes anywhere: without, nobody signs in by it. */
  sendsMail: boolean;
  /** Who reviews for accounts that list nobody; null: nobody does. */
  operatorEmail: string | null;
  /** Development only: an account that lists no reviewers may have anybody notified. */
  anyoneMayReview: boolean;
}

/** The operator's switches of the safety gate. */
interface GateSettings {
  /** Seconds a WARN can be approved where no policy says. */
  decisionTtlS: number;
  /** Everything that the gate is asked is refused. */
  writeDisabled: boolean;
  /** Whether anybody can approve a WARN. */
  warnApproval: boolean;
}
