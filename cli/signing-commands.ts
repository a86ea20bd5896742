import { type Command, Option } from 'commander';
import { SIGNING_PURPOSES, type SigningPurpose } from '../security/keyring.ts';
import { finishRotation, rotateSigningSecret, signingSecrets } from '../security/keyring-account.ts';
import { readKeyring, updateKeyring } from '../security/keyring-store.ts';
import { accountArgument } from './keys-arguments.ts';
import { json, type KeysIo, openStore, prose, table } from './keys-io.ts';

/** The commands about what the keyring keeps sealed: signing-secret, and reseal for SAFEFETCH_SECRET's own rotation. */
export function addSigningCommands(program: Command, io: KeysIo): void {
  addSigningSecret(program, io);
  addReseal(program, io);
}

interface SigningOptions {
  account: string;
  for: SigningPurpose;
  rotate?: boolean;
  finish?: boolean;
  json?: boolean;
}

function addSigningSecret(program: Command, io: KeysIo): void {
  program
    .command('signing-secret')
    .summary('show or rotate the secrets that sign webhooks')
    .description(
      prose(`Prints the secret (whsec_…) that receivers check signatures with. There are two kinds, never equal, because an
agent decides what is delivered: whoever trusts callbacks must not trust deliveries.

  callbacks   action callbacks and approval webhooks, written by SafeFetch
  deliveries  the requests sent to targets, written by agents

--rotate makes a new current secret and keeps the old one: messages carry both signatures, so receivers can change
at their own pace. --finish drops the old one; receivers that still use it then refuse everything. A second --rotate
before --finish is refused.`),
    )
    .requiredOption('--account <account>', 'acct_…', accountArgument)
    .addOption(new Option('--for <kind>', 'which secret').choices(SIGNING_PURPOSES).default('callbacks'))
    .addOption(new Option('--rotate', 'make a new secret, keep the old one beside it').conflicts('finish'))
    .option('--finish', 'end a rotation: drop the old secret')
    .option('--json', 'print { account, for, secrets }, current first')
    .action(async (options: SigningOptions) => {
      const secrets = await changedSecrets(io, options);
      if (options.json === true) io.stdout(json({ account: options.account, for: options.for, secrets }));
      else io.stdout(table(secrets.map((secret, index) => [index === 0 ? 'current' : 'old', secret])));
    });
}

async function changedSecrets(io: KeysIo, options: SigningOptions): Promise<string[]> {
  const { account, for: purpose } = options;
  const store = await openStore(io.env);
  if (options.rotate !== true && options.finish !== true) {
    return signingSecrets(await readKeyring(store), store.secrets, account, purpose);
  }
  return updateKeyring(store, (edit) => {
    if (options.rotate === true) rotateSigningSecret(edit, account, purpose);
    else if (!finishRotation(edit, account, purpose)) io.stderr('No rotation was under way.\n');
    return signingSecrets(edit.data, edit.ring, account, purpose);
  });
}

function addReseal(program: Command, io: KeysIo): void {
  program
    .command('reseal')
    .summary('seal the keyring with the current SAFEFETCH_SECRET')
    .description(
      prose(`Seals every value again with the first secret of SAFEFETCH_SECRET, as every other change also does. To rotate the
secret: put the new one first, restart, run this, and take the old one off once nothing needs it any more.`),
    )
    .action(async () => {
      await updateKeyring(await openStore(io.env), () => undefined);
      io.stdout('Everything is sealed with the current secret.\n');
    });
}
