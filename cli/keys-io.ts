import { join } from 'node:path';
import { loadConfig } from '../config.ts';
import type { KeyringStore } from '../security/keyring-store.ts';
import { SecretRing } from '../security/secret.ts';
import { loadSecret } from '../security/secret-file.ts';

/** What the `keys` command touches outside itself, so that tests run it in-process. */
export interface KeysIo {
  env: Record<string, string | undefined>;
  stdout: (text: string) => void;
  stderr: (text: string) => void;
}

/**
 * Finds the keyring and the secret it is sealed with: SAFEFETCH_KEYRING and SAFEFETCH_SECRET, or what `npm start`
 * keeps in the data directory.
 *
 * @throws {ConfigError | KeyringError} in words for the operator.
 */
export async function openStore(env: KeysIo['env']): Promise<KeyringStore> {
  const config = loadConfig(env);
  const secrets = config.SAFEFETCH_SECRET ?? (await loadSecret(join(config.SAFEFETCH_DATA_DIR, 'secret')));
  return {
    file: config.SAFEFETCH_KEYRING ?? join(config.SAFEFETCH_DATA_DIR, 'keyring.json'),
    secrets: new SecretRing(secrets),
  };
}

export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Help text as one line a paragraph, because commander wraps it; indented lines and empty ones stay. */
export function prose(text: string): string {
  return text.replace(/(?<!\n)\n(?![\n ])/g, ' ');
}

/** Columns as wide as their widest cell, two spaces apart; the first row is the heading. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return rows.map((row) => `${line(row).trimEnd()}\n`).join('');
}
