import type { Command } from 'commander';
import { DEFAULT_SCOPES, type KeyEntry, SCOPES, type Scope } from '../security/keyring.ts';
import { type CreatedKey, createKey, revokeKey, rotateKey, setPaused } from '../security/keyring-changes.ts';
import { readKeyring, updateKeyring } from '../security/keyring-store.ts';
import { accountArgument, keyArgument, scopesArgument } from './keys-arguments.ts';
import { json, type KeysIo, openStore, prose, table } from './keys-io.ts';

/** The commands about API keys: create, list, revoke, rotate, pause, resume. */
export function addKeyCommands(program: Command, io: KeysIo): void {
  addCreate(program, io);
  addList(program, io);
  addRevokeAndRotate(program, io);
  addPauseAndResume(program, io);
}

function addCreate(program: Command, io: KeysIo): void {
  program
    .command('create')
    .summary('make a key, and its account when that is new')
    .description(
      prose(`Makes an API key and prints it. It is kept as a hash only: this is the one time it can be seen.
Makes the account, with signing secrets of its own, when it is new, and the keyring when there is none.

Without --scopes a key has ${DEFAULT_SCOPES.join(', ')}: an agent may ask and read, not decide. The very first
key of a keyring also has approvals:decide. No key approves what it asked for, whatever its scopes. admin opens
Temporal's UI with every request in clear: give it to people, never to an agent.`),
    )
    .requiredOption('--name <name>', 'who uses it; shown as key:<name> on receipts')
    .option('--account <account>', 'acct_…', accountArgument, 'acct_default')
    .option('--scopes <list>', `comma list of ${SCOPES.join(', ')}`, scopesArgument)
    .option('--test', 'sf_test_ instead of sf_live_: a label, nothing behaves differently')
    .option('--json', 'print { id, account, name, scopes, key }')
    .action(async (options: { name: string; account: string; scopes?: Scope[]; test?: boolean; json?: boolean }) => {
      const { name, account, scopes } = options;
      const mode = options.test === true ? 'test' : 'live';
      const store = await openStore(io.env);
      const made = await updateKeyring(store, (edit) => createKey(edit, { name, account, scopes, mode }), {
        create: true,
      });
      io.stdout(options.json === true ? json(made) : keyText(made));
    });
}

function addList(program: Command, io: KeysIo): void {
  program
    .command('list')
    .summary('show every key, the revoked ones too')
    .description('Shows every key of every account. The keys themselves are kept nowhere.')
    .option('--json', 'print an array')
    .action(async (options: { json?: boolean }) => {
      const { keys, accounts } = await readKeyring(await openStore(io.env));
      if (options.json === true) {
        io.stdout(json(keys.map(({ sha256: _hash, ...entry }) => entry)));
        return;
      }
      const rows = keys.map((key) => [
        key.id,
        key.name,
        key.account,
        key.created_at.slice(0, 10),
        stateOf(key, accounts[key.account]?.suspended === true),
        key.scopes.join(' '),
      ]);
      io.stdout(table([['ID', 'NAME', 'ACCOUNT', 'CREATED', 'STATE', 'SCOPES'], ...rows]));
    });
}

function addRevokeAndRotate(program: Command, io: KeysIo): void {
  program
    .command('revoke')
    .summary('end a key for ever')
    .description(
      'Ends a key within 2 s, in running processes and dashboard sessions too. It cannot be undone. What the key has asked for before goes on.',
    )
    .argument('<key-id>', 'key_…, or the key itself', keyArgument)
    .action(async (id: string) => {
      const done = await updateKeyring(await openStore(io.env), (edit) => revokeKey(edit, id));
      io.stdout(done ? `Revoked ${id}.\n` : `${id} was revoked before.\n`);
    });
  program
    .command('rotate')
    .summary('replace a key by a new one')
    .description(
      prose(`Makes a new key with the same account, name, scopes and pause, prints it once, and revokes the old one at once:
its users get 401 within 2 s until they have the new key. To give them time, use create, and later revoke.
The new key may not approve what the old one asked for.`),
    )
    .argument('<key-id>', 'key_…, or the key itself', keyArgument)
    .option('--json', 'print { id, account, name, scopes, key }')
    .action(async (id: string, options: { json?: boolean }) => {
      const made = await updateKeyring(await openStore(io.env), (edit) => rotateKey(edit, id));
      io.stdout(options.json === true ? json(made) : `Revoked ${id}.\n${keyText(made)}`);
    });
}

function addPauseAndResume(program: Command, io: KeysIo): void {
  const command = (name: 'pause' | 'resume', summary: string, description: string) =>
    program
      .command(name)
      .summary(summary)
      .description(description)
      .argument('<key-id>', 'key_…, or the key itself', keyArgument)
      .action(async (id: string) => {
        await updateKeyring(await openStore(io.env), (edit) => setPaused(edit, id, name === 'pause'));
        io.stdout(name === 'pause' ? `Paused ${id}.\n` : `Resumed ${id}.\n`);
      });
  command(
    'pause',
    'refuse all a key asks for, for an audit',
    'Everything the key asks for gets 403 within 2 s, until `resume`. What it has asked for before goes on.',
  );
  command('resume', 'end a pause', 'Ends a pause: the key works again within 2 s.');
}

function stateOf(key: KeyEntry, suspended: boolean): string {
  if (key.revoked_at !== null) return `revoked ${key.revoked_at.slice(0, 10)}`;
  if (suspended) return 'account suspended';
  return key.paused ? 'paused' : 'active';
}

function keyText({ id, account, name, scopes, key }: CreatedKey): string {
  const lines = table([
    ['  id', id],
    ['  account', account],
    ['  name', name],
    ['  scopes', scopes.join(' ')],
    ['  key', key],
  ]);
  return `New key. Copy it now: it is not kept and cannot be shown again.\n\n${lines}`;
}
