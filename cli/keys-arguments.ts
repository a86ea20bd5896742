import { InvalidArgumentError } from 'commander';
import { KEY_ID_PATTERN, parseApiKey } from '../security/api-key.ts';
import { ACCOUNT_PATTERN, SCOPES, type Scope } from '../security/keyring.ts';

/** Parsers of the `keys` command's arguments: what they refuse is wrong usage (exit 2) and touches no file. */

export function accountArgument(text: string): string {
  if (ACCOUNT_PATTERN.test(text)) return text;
  throw new InvalidArgumentError('An account name is acct_ and 1 to 64 of A-Z a-z 0-9 _ -');
}

/** A key's id, or the key itself: what one has in hand when it was found where it should not be. */
export function keyArgument(text: string): string {
  const id = parseApiKey(text)?.keyId ?? text;
  if (KEY_ID_PATTERN.test(id)) return id;
  throw new InvalidArgumentError('A key id is key_ and 12 characters; `list` shows them.');
}

export function scopesArgument(text: string): Scope[] {
  const scopes = listArgument(text);
  const unknown = scopes.filter((scope) => !isScope(scope));
  if (unknown.length > 0) throw new InvalidArgumentError(`Unknown scope: ${unknown.join(', ')}. ${KNOWN_SCOPES}`);
  if (scopes.length === 0) throw new InvalidArgumentError(`Name at least one scope. ${KNOWN_SCOPES}`);
  return scopes.filter(isScope);
}

/** A comma list; the empty text is the empty list. */
export function listArgument(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

const KNOWN_SCOPES = `Scopes: ${SCOPES.join(', ')}`;

function isScope(text: string): text is Scope {
  return SCOPES.some((scope) => scope === text);
}
