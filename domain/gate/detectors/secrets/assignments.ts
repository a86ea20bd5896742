import { isPassword, isPlaceholder, isToken, isUnmistakable } from './values.ts';

/** Credentials that are known by the words around them: names, headers, addresses, commands. */

/** So many characters of a value are looked at. */
const VALUE = '[^\\s"\'`,;<>]{1,200}';
const QUOTE = '["\'`“”„«»]{0,3}';

/** What people call a password, in the languages of our users. */
const PASSWORD =
  '(?:p[a4@][s5$]{2}(?:w[o0]rd|wd|phrase|code)|(?:wpa\\d?|wi-?fi|wlan|pre-?shared)[ -](?:key|code|password|schl[uü]ssel)|pwd|psw|passwort|kennwort|mot de passe|mdp|contrase[nñ]a|clave de acceso|zugangscode|zugangskennung|pws?(?![A-Za-z])|senha|parola d.ordine|wachtwoord|l[oö]senord|adgangskode|has[lł]o to|has[lł]o|пароль|密码|密碼|パスワード|비밀번호)';
const TOKEN =
  '(?:(?:(?:api|access|auth|secret|private|signing|encryption|account|integration|license|master|unseal|recovery|root|storage|service|shared|host|admin|subscription|function|ssh|deploy|session|agent|bot|webhook)[ _.-]?(?:key|token|secret)(?:[ _-]?id)?|(?:client|app|webhook|shared|consumer|signing)[ _-]?secret|(?:api|zugangs|zugriffs|access)[ -]?(?:schl[uü]ssel|token|jeton)|cl[eé] (?:d.)?(?:api|acc[eè]s|secr[eè]te)|clave (?:de )?(?:api|acceso|secreta)|chiave (?:api|segreta|di accesso)|chave (?:de )?(?:api|acesso)|api[ -]?sleutel|klucz api|api[ -]?nyckel|ключ api|session[_-]?(?:id|cookie)|psk|pre[_-]?shared[_-]?key|sess(?:id)?|csrf[_-]?token|xsrf[_-]?token|auth[_-]?cookie|(?:auth|access|refresh|bearer|session|bot|deploy|id|personal access|security)[ _-]?token|authToken|x-[a-z]{0,20}-?(?:key|token|secret|auth))|(?<![\\w-])(?:token|secret|credentials?))';
/** As environment variables are written; in small letters such names are those of any column or object. */
const VARIABLE = '(?<![A-Za-z0-9])(?![A-Z0-9_]{0,30}PUBLIC)[A-Z0-9_]{2,40}_(?:KEY|TOKEN|SECRET|PASS)';
const PASSWORD_VARIABLE = '(?<![A-Za-z0-9])[A-Z0-9_]{1,40}(?:PASSWORD|PASSWD|PASSPHRASE|PWD|_PASS)';
/** `… for the server:`, `… du serveur :` */
const OF_WHAT =
  '(?: (?:for|of|to|on|at|für|fuer|vom|von|zum|zur|du|de|del|della|da|do|pour|para|per|voor|van)(?: [^\\s:=]{1,20}){1,4})?';
/** `mot de passe wifi` */
const WHOSE =
  '(?: (?:wi-?fi|wlan|wireless|network|admin|root|vpn|guest|login|initial|new|old|temporary|temp|provisoire|temporaire|temporal|provisional|provvisoria|nueva|nuova|nouveau|neu))?';
const IS =
  '(?:\\s{0,3}(?:=>|:=|[:=]|：)|,\\s{0,2}value\\s{0,2}[:=]| (?:is|was|lautet|ist|est|es|é|è|war|are|stays|remains|bleibt|reste|sigue|set to|changed to|reset to|will be|should be|→|->|je|jest|är|er|on|ay)|\\s?(?:是|は|为))';

const ASSIGNED_PASSWORD = new RegExp(
  `(?<![A-Za-z])${PASSWORD}${QUOTE}${WHOSE}${OF_WHAT}(?: (?:is|ist|now|again))?${IS}{1,2}(?: now)?\\s{0,3}${QUOTE}(?=(${VALUE}))`,
  'giu',
);
const SPOKEN_PASSWORD = new RegExp(`(?<![A-Za-z])${PASSWORD} ${QUOTE}([^\\s"'\`,;<>:=]{7,64})`, 'giu');
const PASSPHRASE = /pass(?:phrase|word)["']?(?: is|:| =|=)\s{0,3}["'“]([^"'”\n]{8,80})["'”]/gi;
/** Plain words, where they are called one and stand in quotes. */
const PHRASE_IN_WORDS = /pass[ -]?(?:phrase|code)[^"'“\n]{0,24}["'“]([a-z]+(?: [a-z]+){1,7})["'”]/gi;
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
  /\bPIN\b[^.\n\d]{0,40}?(?:\bis|:|=|,|lautet|ist|est|es) ?(\d{4,8})(?!\d)|\b(?:door|gate|alarm|entry|access|safe|garage|lockbox|key ?box|locker) (?:code|combination|pin)\b[^.\n\d]{0,30}?(?:\bis|:|=) ?(\d{3,8})(?![\d-])|\b(?:code|combination|pin)\b[^.\n\d]{0,40}\b(?:safe|door|gate|alarm|vault|lock|coffre|tresor|alarmanlage)\b[^.\n\d]{0,12}(\d[\d -]{2,10}\d)/gi;
const LOGIN = /\b(?:user(?:name)?|login|host|smtp|ftp|ssh|account)\b[^\n]{0,90}?\bpass ?[:=] ?["']?([^\s"',;]{6,80})/gi;
/** `user/password@host`, `admin / password` */
const WITH_SLASH =
  /\b\w{2,30}\/([^\s/@"']{6,60})@(?:\/\/)?\w|\b(?:log ?in|sign in|user(?:name)?|credentials|login)\b[^\n/]{0,60}? \/ (?:pass(?:word)?:? )?([^\s"',;]{7,60})/gi;
/** Somewhere after a word for it, on the same line: only what can be nothing else. */
const WORD_FOR_ONE = new RegExp(
  `(?:${PASSWORD}|credentials?|zugangsdaten|login|log in|passcode|schl[uü]ssel|\\bclave|\\bchiave|\\bsleutel|\\bunlocks?|\\bpass\\b|\\bkeys?|\\bpw|\\bssh\\b|sign in|log on|\\bsudo|\\broot\\b|anmeld|einloggen)`,
  'giu',
);
/** As files of clients write it: `host:port:database:user:password`; `user:password`, all of a decoded text. */
const COLONS =
  /(?<![\w.:])[\w.*-]{1,60}:(?:\d{2,5}|\*):[\w.*-]{1,40}:[\w.-]{1,40}:(\S{6,80})|^[\w.@-]{2,40}:(\S{8,64})$/g;
/** A key may have the form of an id where it is called a key. */
const KEY_AS_ID =
  /\b(?:api[ _-]?key|(?:auth|access|api)[ _-]?token|secret)["']?(?: is)?\s?[:= ]\s?["']?([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})/gi;
const NETRC = /\blogin \S{1,60} password (\S{4,80})/gi;

/** `パスワード「…」` */
const QUOTED_PASSWORD = new RegExp(`${PASSWORD}\\s?[「『“(（]([^\\s」』”)）]{6,64})`, 'giu');
/** `storePassword "…"`, `become_pass='…'`. */
const NAMED_PASSWORD =
  /(?<![A-Za-z0-9])(?:[a-z]{2,20}(?:Password|Passphrase|Pass)\s{0,3}[:=]?|[a-z]{2,20}(?:_[a-z]{2,20}){0,3}_pass(?:wd|word)?\s{0,3}[:=])\s{0,3}["']([^"'\n]{6,80})["']/g;
const WIFI_KEY =
  /\b(?:wi-?fi|wlan|wireless)\b[^\n]{0,60}\b(?:key|code|pass|password)(?: is|:)\s{0,3}["'“]?([a-z]{3,20}(?:-[a-z]{3,20}){2,5})(?![\w-])/gi;
const SESSION_COOKIE =
  /\bcookie["']?\s{0,2}[:=][^\n]{0,200}?(?:sess|sid|token|auth|remember|jwt|login)[\w.-]{0,30}=([A-Za-z0-9._~+/%-]{20,400})/gi;

/** @returns the names of what is there. */
export function findAssignments(text: string): string[] {
  const values = (pattern: RegExp) =>
    matchesOf(text, pattern).map(([, one, two, three]) => trimmed(one ?? two ?? three ?? ''));
  const addresses = matchesOf(text, IN_ADDRESS).map(([, user = '', password = '']) => ({ user, password }));
  const checks: [string, () => boolean][] = [
    ['password', () => [ASSIGNED_PASSWORD, ASSIGNED_PASSWORD_VARIABLE, PASSPHRASE].flatMap(values).some(isPassword)],
    ['password', () => [LOGIN, NAMED_PASSWORD].flatMap(values).some(isPassword)],
    ['password', () => values(QUOTED_PASSWORD).some((value) => isPassword(value) && /\d/.test(value))],
    ['password', () => [WIFI_KEY, PHRASE_IN_WORDS].flatMap(values).length > 0],
    ['session cookie', () => values(SESSION_COOKIE).some(isToken)],
    ['token', () => values(KEY_AS_ID).length > 0],
    ['password', () => [WITH_SLASH, COLONS].flatMap(values).some(isUnmistakable) || hasNearby(text)],
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

/** `matchAll` copies its pattern, which costs more than to see that there is nothing, as with nearly every text. */
function matchesOf(text: string, pattern: RegExp): RegExpMatchArray[] {
  return text.search(pattern) === -1 ? [] : [...text.matchAll(pattern)];
}

/** Without what belongs to the sentence. */
function trimmed(value: string): string {
  return value.replace(/[.)\]}»”]{1,4}$/, '');
}

const NEARBY_CHARS = 120;
const WORD_OR_LINE = /\n|[^\s"'`„“”«»,;<>]+/g;

/** Whether an unmistakable one follows a word for it on its line: most texts have none, and no such word is looked for. */
function hasNearby(text: string): boolean {
  let ends: number[] | undefined;
  let line = 0;
  let next = 0;
  for (const { index, 0: word } of text.matchAll(WORD_OR_LINE)) {
    if (word === '\n') line = index;
    else if (isUnmistakable(trimmed(word.replace(/^[([{]+/, '')))) {
      ends ??= Array.from(text.matchAll(WORD_FOR_ONE), ({ index, 0: found }) => index + found.length);
      while ((ends[next] ?? index + 1) <= index) next++;
      const end = ends[next - 1] ?? Number.NEGATIVE_INFINITY;
      if (end > line && index < end + NEARBY_CHARS) return true;
    }
  }
  return false;
}
