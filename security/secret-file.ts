import { randomBytes } from 'node:crypto';
import { KeyringError } from './keyring.ts';
import { readIfThere, rewritePrivateFile } from './private-file.ts';
import { SECRET_BYTES } from './secret.ts';

/**
 * The secret that `npm start` keeps in the data directory where SAFEFETCH_SECRET is not set: the same text as the
 * variable, 32 bytes in base64 or a comma list of such, current first; mode 0600.
 */

/** Reads the secret, or makes and keeps one. Two processes that start at once get the same. @throws {KeyringError} */
export async function loadOrCreateSecret(file: string): Promise<Buffer[]> {
  let secrets: Buffer[] = [];
  await rewritePrivateFile(file, (text) => {
    if (text !== null) {
      secrets = parseSecret(file, text);
      return null;
    }
    secrets = [randomBytes(SECRET_BYTES)];
    return `${secrets.map((secret) => secret.toString('base64')).join(',')}\n`;
  });
  return secrets;
}

/** @throws {KeyringError} when there is no such file or it holds something else; the message holds no secret. */
export async function loadSecret(file: string): Promise<Buffer[]> {
  const text = await readIfThere(file);
  if (text === null) {
    throw new KeyringError(`SAFEFETCH_SECRET is not set and ${file} does not exist: set it, or run \`npm start\` once`);
  }
  return parseSecret(file, text);
}

function parseSecret(file: string, text: string): Buffer[] {
  const secrets = text.split(',').map((part) => Buffer.from(part.trim(), 'base64'));
  if (secrets.every((secret) => secret.length === SECRET_BYTES)) return secrets;
  throw new KeyringError(`${file} does not hold ${SECRET_BYTES} bytes in base64; restore it: nothing opens without it`);
}
