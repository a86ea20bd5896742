import { Command, CommanderError } from 'commander';
import { ConfigError } from '../config.ts';
import { KeyringError } from '../security/keyring.ts';
import type { KeysIo } from './keys-io.ts';

/** What the programs of this folder have in common. */

/** A program that ends by throwing, and writes where it is told to. */
export function programOf(name: string, description: string, io: KeysIo): Command {
  return new Command(name)
    .description(description)
    .exitOverride()
    .configureOutput({ writeOut: io.stdout, writeErr: io.stderr })
    .showHelpAfterError('(--help shows what there is)');
}

/**
 * Runs one command of a program.
 *
 * @param args without the program's name.
 * @param isToldToo errors for the operator to read, beside those of the configuration and the keyring; any other is a
 *   bug and is thrown.
 * @returns the exit code: 0 done, 1 refused, 2 wrong usage.
 */
export async function runProgram(
  program: Command,
  args: readonly string[],
  io: KeysIo,
  isToldToo: (error: Error) => boolean,
): Promise<0 | 1 | 2> {
  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has printed its message already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof Error)) throw error;
    if (!(error instanceof ConfigError || error instanceof KeyringError || isToldToo(error))) throw error;
    io.stderr(`${program.name()}: ${error.message}\n`);
    return 1;
  }
}
