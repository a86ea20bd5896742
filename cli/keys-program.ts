import type { Command } from 'commander';
import { addAccountCommands } from './account-commands.ts';
import { addKeyCommands } from './key-commands.ts';
import { type KeysIo, prose } from './keys-io.ts';
import { programOf, runProgram } from './run-program.ts';
import { addSigningCommands } from './signing-commands.ts';

/** The `keys` command; every subcommand reads its configuration when it runs. */
export function buildProgram(io: KeysIo): Command {
  const program = programOf(
    'keys',
    prose(`API keys, accounts, signing secrets and reviewers of SafeFetch, in one file (SAFEFETCH_KEYRING, or keyring.json in
SAFEFETCH_DATA_DIR). Several commands at once are safe; running processes follow within 2 s.`),
    io,
  );
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
  return runProgram(buildProgram(io), args, io, isOfFileSystem);
}

/** What the file system says (no permission, read-only, locked) is told too. */
function isOfFileSystem(error: Error): boolean {
  return 'code' in error && /^E[A-Z]+$/.test(String(error.code));
}
