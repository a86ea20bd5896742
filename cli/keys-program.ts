import { Command, CommanderError } from 'commander';
import { ConfigError } from '../config.ts';
import { KeyringError } from '../security/keyring.ts';
import { addAccountCommands } from './account-commands.ts';
import { addKeyCommands } from './key-commands.ts';
import { type KeysIo, prose } from './keys-io.ts';
import { addSigningCommands } from './signing-commands.ts';

/** The `keys` command; every subcommand reads its configuration when it runs. */
export function buildProgram(io: KeysIo): Command {
  const program = new Command('keys')
    .description(
      prose(`API keys, accounts, signing secrets and reviewers of SafeFetch, in one file (SAFEFETCH_KEYRING, or keyring.json in
SAFEFETCH_DATA_DIR). Several commands at once are safe; running processes follow within 2 s.`),
    )
    .exitOverride()
    .configureOutput({ writeOut: io.stdout, writeErr: io.stderr })
    .showHelpAfterError('(--help shows what there is)');
  addKeyCommands(program, io);
  addAccountCommands(program, io);
  addSigningCommands(program, io);
  return program;
}

/**
 * Runs one `keys` command.
 *
 * @param args without the program's name.
 * @returns the exit code: 0 done, 1 refused, 2 wrong usage.
 */
export async function runKeys(args: readonly string[], io: KeysIo): Promise<0 | 1 | 2> {
  try {
    await buildProgram(io).parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has printed its message already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!isForOperator(error)) throw error;
    io.stderr(`keys: ${error.message}\n`);
    return 1;
  }
}

/** Refusals, and what the file system says (no permission, read-only, locked), are told; anything else is a bug. */
function isForOperator(error: unknown): error is Error {
  if (error instanceof ConfigError || error instanceof KeyringError) return true;
  return error instanceof Error && 'code' in error && /^E[A-Z]+$/.test(String(error.code));
}
