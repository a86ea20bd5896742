/** Whether what stands where a credential would stand is one, or only holds its place. */

const ALGORITHM =
  /^(?:sha-?\d{1,3}|md5|base64|oauth-?2?|argon2\w{0,2}|bcrypt|utf-?8|iso\W?\d+|pbkdf2|v?\d[\d.]*\w?|aes-?\d+|rsa-?\d+|step-?\d+|web3)$/i;
const CODE =
  /^(?:process\.|os\.|env\.|getenv|system\.|config\.|settings\.|this\.|self\.|secrets?\.|vault:|https?:|\/|\\)|[({[]|->|::/i;
const BRACKETED = /^[<$%{[(*•…#]|\*{3}|•{3}|x{4}|\.{3}|^[-_=.]+$/i;
const WORDS_ONLY = /^[a-z_.-]+$|^[A-Z_.-]+$/;
const KNOWN_PLACEHOLDER =
  /^(?:pass(?:word|wd|w)?|secret|token|changeme|change-?it|example|placeholder|test|demo|user|guest|root|admin|redacted|masked|hidden|none|null|undefined|true|false)$/i;
const DATE_OR_TIME =
  /^\d{1,4}[-./:]\d{1,2}([-./:T]\S*)?$|^\d+(?:st|nd|rd|th|h|s|ms|min|d|px|%|gb|mb|kb)?$|^\d+[日月年時回分個桁天]/i;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

export function isPlaceholder(value: string): boolean {
  return (
    value === '' ||
    BRACKETED.test(value) ||
    KNOWN_PLACEHOLDER.test(value) ||
    (WORDS_ONLY.test(value) && /your|my_|here|change|replace|insert|password|secret/i.test(value))
  );
}

/** People's passwords are short: letters, and something else among them that makes them no word. */
export function isPassword(value: string): boolean {
  if (/^\d{6,20}$/.test(value)) return !/^(?:19|20)\d{6}$/.test(value);
  if (value.length < 6 || isPlaceholder(value) || CODE.test(value) || ALGORITHM.test(value) || DATE_OR_TIME.test(value))
    return false;
  const more = /\d/.test(value) || isJumbled(value) || /[!#$%&*+?@^~§€=]/.test(value.slice(0, -1));
  return /\p{L}/u.test(value) && more;
}

/** Capitals where no word has them. */
function isJumbled(value: string): boolean {
  return (
    value.length >= 10 &&
    /[a-z][A-Z]/.test(value) &&
    /[A-Z]{2}[a-z]?[A-Z]|[A-Z]{2}$/.test(value) &&
    !/[^A-Za-z]/.test(value)
  );
}

/** `INC-2231`, `v2.4-rc1`, `report_Q3.pdf`, `3,000.00€`, `R2-D2`: letters, digits and signs, and no password. */
const NAMED_THING =
  /^[A-Z]{1,6}[-_]?\d[\w.-]*$|\.[a-z]{2,5}$|^[\d.,:%€$£+-]+[A-Za-z€$£%]{0,3}$|^#|^@|[()[\]{}=]|:\/\/|^\w+:|^v?\d|^[a-z]+-\d+$|^\p{L}+-?\d{1,2}$/u;

/** What is a password wherever it stands: letters in both cases, digits, and signs among them. */
export function isUnmistakable(value: string): boolean {
  if (value.length < 8 || value.length > 64) return false;
  const mixed = [/\d/, /[!#$%&*+?@^~_-]/, /\p{Ll}/u, /\p{Lu}/u].every((each) => each.test(value));
  return mixed && !NAMED_THING.test(value) && !UUID.test(value) && isPassword(value);
}

/** `SHA256:…`: what anybody may compare. */
const FINGERPRINT = /^(?:sha-?\d{1,3}|md5)[:=-]/i;
const MIN_TOKEN_BITS = 2.5;

/** Keys are long, of more than one class of characters, and irregular. */
export function isToken(value: string): boolean {
  const long = /[a-z]/.test(value) && /[A-Z]/.test(value) ? 12 : 16;
  if (
    value.length < long ||
    isPlaceholder(value) ||
    FINGERPRINT.test(value) ||
    CODE.test(value) ||
    UUID.test(value) ||
    DATE_OR_TIME.test(value)
  )
    return false;
  const mixed = /\d/.test(value) && /[A-Za-z]/.test(value);
  return mixed && bitsPerCharacter(value) >= MIN_TOKEN_BITS;
}

/** Shannon's entropy of the characters. */
function bitsPerCharacter(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return -[...counts.values()].reduce((sum, count) => sum + (count / text.length) * Math.log2(count / text.length), 0);
}
