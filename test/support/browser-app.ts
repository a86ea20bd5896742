import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { buildApp } from '../../api/app.ts';
import type { Gateway } from '../../api/gateway/index.ts';
import type { ApiSettings } from '../../api/services.ts';
import { createAddressPolicy } from '../../egress/address-policy.ts';
import type { OutboxStore } from '../../messaging/outbox.ts';
import { NO_POLICIES } from '../../policy/policies.ts';
import { createVerdicts } from '../../policy/verdicts.ts';
import type { Scope } from '../../security/keyring.ts';
import { createKey } from '../../security/keyring-changes.ts';
import { type Keyring, openKeyring } from '../../security/keyring-file.ts';
import { ensureKeyring, type KeyringStore, updateKeyring } from '../../security/keyring-store.ts';
import { SecretRing } from '../../security/secret.ts';
import { eventually } from './eventually.ts';

export interface AppUnderTest {
  app: FastifyInstance;
  /** Has every scope. */
  firstKey: string;
  keyring: Keyring;
  secrets: SecretRing;
  /** What the app takes for now. */
  clock: { now: Date };
  addKey(scopes: Scope[]): Promise<{ id: string; key: string }>;
  /** Edits the keyring file and waits until the app follows. */
  edit(change: Parameters<typeof updateKeyring>[1], inForce: (keyring: Keyring) => boolean): Promise<void>;
  close(): Promise<void>;
}

/** The HTTP side with a keyring of its own and no Temporal behind it: for what never gets that far. */
export async function startApp(
  settings: Partial<ApiSettings> = {},
  outbox: OutboxStore | null = null,
): Promise<AppUnderTest> {
  const dataDir = await mkdtemp(join(tmpdir(), 'safefetch-app-'));
  const secrets = new SecretRing([randomBytes(32)]);
  const store: KeyringStore = { file: join(dataDir, 'keyring.json'), secrets };
  const { firstKey } = await ensureKeyring(store);
  const log = pino({ level: 'silent' });
  const keyring = await openKeyring({ file: store.file, secrets, log });
  const verdicts = createVerdicts();
  const clock = { now: new Date('2026-03-01T12:00:00.000Z') };
  const services = {
    gateway: unreachable,
    keyring,
    policies: NO_POLICIES,
    verdicts,
    secrets,
    addressPolicy: createAddressPolicy({ allow: [], deny: [] }),
    channelsOf: () => ({ slack: false, discord: false }),
    outbox,
    settings: { ...SETTINGS, ...settings },
    now: () => clock.now,
  };
  const app = await buildApp(services, log);
  const edit: AppUnderTest['edit'] = async (change, inForce) => {
    await updateKeyring(store, change);
    await eventually(() => inForce(keyring));
  };
  return {
    app,
    firstKey: firstKey ?? '',
    keyring,
    secrets,
    clock,
    edit,
    async addKey(scopes) {
      let made = { id: '', key: '' };
      await edit(
        (data) => {
          made = createKey(data, { account: 'acct_default', name: 'another', scopes });
          return made;
        },
        () => keyring.key(made.id) !== null,
      );
      return made;
    },
    async close() {
      await app.close();
      keyring.close();
      await verdicts.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

const SETTINGS: ApiSettings = {
  publicUrl: 'http://localhost:3000',
  allowHttp: true,
  approvalTtlS: 3600,
  gate: { decisionTtlS: 86_400, writeDisabled: false, warnApproval: true },
  rateLimitPerSecond: 1_000_000,
  trustedProxies: [],
  temporalUiUrl: undefined,
  temporalNamespace: 'default',
  sendsMail: false,
  operatorEmail: null,
  anyoneMayReview: true,
};

/** Nothing that is tested here may come as far as Temporal. */
const unreachable = new Proxy({} as Gateway, {
  get(_target, name) {
    throw new Error(`gateway.${String(name)} was used`);
  },
});
