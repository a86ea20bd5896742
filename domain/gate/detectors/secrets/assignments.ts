import { isPassword, isPlaceholder, isToken } from './values.ts';

/** Credentials that are known by the words around them: names, headers, addresses, commands. */

/** So many characters of a value are looked at. */
const VALUE = '[^\\s"\'`,;<>]{1,200}';
const QUOTE = '["\'`“”„«»]{0,3}';

/** What people call a password, in the languages of our users. */
const PASSWORD =
  '(?:pass(?:word|wd|phrase|code)|(?:wpa\\d?|wi-?fi|wlan|pre-?shared)[ -](?:key|code|password|schl[uü]ssel)|pwd|psw|passwort|kennwort|mot de passe|mdp|contrase[nñ]a|clave de acceso|zugangscode|zugangskennung|pws?(?![A-Za-z])|senha|parola d.ordine|wachtwoord|l[oö]senord|adgangskode|has[lł]o|пароль|密码|密碼|パスワード|비밀번호)';
const TOKEN =
  '(?:(?:(?:api|access|auth|secret|private|signing|encryption|account|integration|license|master|unseal|recovery|root|storage|service|shared|host|admin|subscription|function|ssh|deploy|session|agent|bot|webhook)[ _.-]?(?:key|token|secret)(?:[ _-]?id)?|(?:client|app|webhook|shared|consumer|signing)[ _-]?secret|(?:auth|access|refresh|bearer|session|bot|deploy|id|personal access|security)[ _-]?token|authToken|x-[a-z]{0,20}-?(?:key|token|secret|auth))|(?<![\\w-])(?:token|secret|credentials?))';
/** As environment variables are written; in small letters such names are those of any column or object. */
const VARIABLE = '(?<![A-Za-z0-9])(?![A-Z0-9_]{0,30}PUBLIC)[A-Z0-9_]{2,40}_(?:KEY|TOKEN|SECRET|PASS)';
const PASSWORD_VARIABLE = '(?<![A-Za-z0-9])[A-Z0-9_]{1,40}(?:PASSWORD|PASSWD|PASSPHRASE|PWD|_PASS)';
/** `… for the server:`, `… du serveur :` */
const OF_WHAT =
  '(?: (?:for|of|to|on|at|für|fuer|vom|von|zum|zur|du|de|del|della|da|do|pour|para|per|voor|van)(?: [^\\s:=]{1,20}){1,4})?';
const IS =
  '(?:\\s{0,3}(?:=>|:=|[:=]|：)|,\\s{0,2}value\\s{0,2}[:=]| (?:is|was|lautet|ist|est|es|é|è|war|are|stays|remains|bleibt|reste|sigue|set to|changed to|reset to|will be|should be|→|->|je|jest|är|er|on|ay)|\\s?(?:是|は|为))';

const ASSIGNED_PASSWORD = new RegExp(
  `(?<![A-Za-z])${PASSWORD}${QUOTE}${OF_WHAT}(?: (?:is|ist|now|again))?${IS}{1,2}(?: now)?\\s{0,3}${QUOTE}(${VALUE})`,
  'giu',
);
const SPOKEN_PASSWORD = new RegExp(`(?<![A-Za-z])${PASSWORD} ${QUOTE}([^\\s"'\`,;<>:=]{7,64})`, 'giu');
const PASSPHRASE = /pass(?:phrase|word)["']?(?: is|:| =|=)\s{0,3}["'“]([^"'”\n]{8,80})["'”]/gi;
const ASSIGNED_PASSWORD_VARIABLE = new RegExp(`${PASSWORD_VARIABLE}${QUOTE}${IS}\\s{0,3}${QUOTE}(${VALUE})`, 'gu');
const ASSIGNED_TOKEN = new RegExp(`${TOKEN}${QUOTE}${OF_WHAT}${IS}{1,2}\\s{0,3}${QUOTE}(${VALUE})`, 'giu');
const ASSIGNED_VARIABLE = new RegExp(`${VARIABLE}${QUOTE}${IS}\\s{0,3}${QUOTE}(${VALUE})`, 'gu');
const BARE_TOKEN = /(?<![A-Za-z])(?:auth|access|refresh|api|secret)[ _-]?(?:token|key) ([A-Za-z0-9+/_=-]{20,200})/gi;
const BEARER = /\bbearer ([A-Za-z0-9._~+/=-]{16,400})/gi;
const BASIC = /\bbasic ([A-Za-z0-9+/]{8,200}={0,2})/gi;
const IN_ADDRESS = /\b[a-z][a-z0-9+.-]{1,20}:\/\/([^\s/:@"'<>]{0,80}):([^\s/@"'<>]{3,120})@[\w[]/gi;
const COMMAND =
  /\bcurl\b[^\n]{0,200}? (?:-u|--user)[ =]["']?[^\s:"']{1,60}:([^\s"']{4,80})|\bsshpass -p ?["']?([^\s"']{4,80})/gi;
const OPTION =
  /(?<![\w-])--?(?:token|password|passwd|pass|secret|api-?key|access-?key|auth-?token|client-?secret)[ =]["']?([^\s"']{6,200})/gi;
const DATABASE_CLIENT = /\b(?:mysql|mariadb|redis|mongo|docker login)[^\n]{0,120}? (?:-p|-a )["']?([^\s"']{6,80})/gi;
const SECURE_STRING = /ConvertTo-SecureString ["']([^"'\n]{6,80})["']/gi;
const HEADER = /\bauthorization["']?\s{0,2}[:=]\s{0,2}["']?(?:[A-Za-z]{3,12} )?([A-Za-z0-9._~+/=-]{16,400})/gi;
const PIN =
  /\bPIN(?: code)?(?: is|:| =|=|,) ?(\d{4,8})(?!\d)|\b(?:door|gate|alarm|entry|access|safe|garage|lockbox|key ?box|locker) (?:code|combination|pin)(?: is|:| =|=) ?(\d{3,8})(?![\d-])/gi;
const LOGIN = /\b(?:user(?:name)?|login|host|smtp|ftp|ssh|account)\b[^\n]{0,90}?\bpass ?[:=] ?["']?([^\s"',;]{6,80})/gi;
const NETRC = /\blogin \S{1,60} password (\S{4,80})/gi;

/** @returns the names of what is there. */
export function findAssignments(text: string): string[] {
  const values = (pattern: RegExp) => Array.from(text.matchAll(pattern), ([, one, two]) => trimmed(one ?? two ?? ''));
  const addresses = Array.from(text.matchAll(IN_ADDRESS), ([, user = '', password = '']) => ({ user, password }));
  const checks: [string, () => boolean][] = [
    ['password', () => [ASSIGNED_PASSWORD, ASSIGNED_PASSWORD_VARIABLE, PASSPHRASE].flatMap(values).some(isPassword)],
    ['password', () => values(LOGIN).some(isPassword)],
    ['password', () => values(SPOKEN_PASSWORD).some((value) => isPassword(value) && /\d/.test(value))],
    [
      'password',
      () => [OPTION, DATABASE_CLIENT, SECURE_STRING].flatMap(values).some((each) => isPassword(each) || isToken(each)),
    ],
    ['access code', () => values(PIN).length > 0],
    ['password', () => [...values(COMMAND), ...values(NETRC)].some((value) => !isPlaceholder(value))],
    ['token', () => [ASSIGNED_TOKEN, ASSIGNED_VARIABLE, BARE_TOKEN, HEADER].flatMap(values).some(isToken)],
    ['bearer token', () => values(BEARER).some(isToken)],
    ['basic credentials', () => values(BASIC).some(isToken)],
    [
      'address with a password',
      () => addresses.some(({ user, password }) => password !== user && !isPlaceholder(password)),
    ],
  ];
  return checks.filter(([, there]) => there()).map(([name]) => name);
}

/** Without what belongs to the sentence. */
function trimmed(value: string): string {
  return value.replace(/[.)\]}»”]{1,4}$/, '');
}
