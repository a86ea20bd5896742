/** E-mail addresses and telephone numbers of people, and not those of shops and desks. */

const ROLES = new Set(
  (
    'support info information sales billing noreply no-reply donotreply do-not-reply help helpdesk service services ' +
    'contact contacts office admin administrator webmaster postmaster hostmaster abuse security privacy dpo legal ' +
    'press media jobs careers hr team hello hi mail email orders order invoices invoice accounts accounting finance ' +
    'payments marketing newsletter notifications notification notify alerts alert feedback returns refunds shipping ' +
    'customerservice customercare care enquiries inquiries bookings reservations reception welcome community partners ' +
    'git hg root kontakt rechnung rechnungen bestellung bestellungen kundenservice kundendienst datenschutz buchhaltung ' +
    'bewerbung verkauf vertrieb buero zentrale servicio ventas contacto facturas facturacion soporte atencion ' +
    'facturation comptabilite commandes assistance payroll benefits itsupport it servicedesk paghe personale amministrazione destek bilgi iletisim satis personel lohn personalabteilung gehalt nominas rrhh rh paie salaris kadry ksiegowosc pomoc biuro kontakti lonn lon okonomi support-team vendite assistenza ordini fatture suporte vendas klantenservice termine presse empfang lager einkauf hulp pedidos safety release staff alumni test example dummy build noc peering planning user partner requests doe'
  ).split(' '),
);
const FILE_ENDING = /\.(?:png|jpe?g|gif|svg|webp|js|mjs|ts|tsx|css|json|pdf|md|html?|ya?ml|txt|zip)$/i;
const FREE_MAIL =
  /^(?:g(?:oogle)?mail|yahoo|hotmail|outlook|live|icloud|me|aol|gmx|web|t-online|proton(?:mail)?|mail|yandex|qq|163|126|naver|orange|free|libero|wp|seznam|bluewin|ziggo|telia|posteo|fastmail|zoho)\./i;
const LETTERS = /\p{L}+/gu;
const LOCAL = /[\p{L}\p{N}._%+'-]/u;
const DOMAIN = /^(?:[\p{L}\p{N}][\p{L}\p{N}-]{0,62}\.){1,8}\p{L}{2,24}(?![\p{L}\p{N}])/u;
const MAX_LOCAL = 64;

export function hasPersonalEmail(text: string): boolean {
  const written = text.includes('at')
    ? text
        .replace(/ ?[[({] ?at ?[\])}] ?/gi, '@')
        .replace(/ ?[[({] ?dot ?[\])}] ?/gi, '.')
        .replace(/ at ([\w-]{2,40}) dot (?=[a-z]{2,6}\b)/gi, '@$1.')
    : text;
  if (!written.includes('@')) return false;
  // Once for all addresses: a text may be full of them.
  const words = new Set(written.match(LETTERS));
  for (let at = written.indexOf('@'); at >= 0; at = written.indexOf('@', at + 1))
    if (isPersonalEmail(written, at, words)) return true;
  return false;
}

function isPersonalEmail(text: string, at: number, words: ReadonlySet<string>): boolean {
  let from = at;
  while (from > 0 && at - from < MAX_LOCAL && LOCAL.test(text[from - 1] ?? '')) from--;
  const local = text
    .slice(from, at)
    .replace(/^[.'-]+/, '')
    .toLowerCase();
  const domain = DOMAIN.exec(text.slice(at + 1, at + 254))?.[0];
  if (local === '' || domain === undefined || FILE_ENDING.test(domain)) return false;
  // `https://user:word@host.example` is an address of a server.
  if (/:\/\/\S{0,80}$/.test(text.slice(Math.max(0, from - 90), from))) return false;
  return !/no-?reply/.test(local + domain) && isOfPerson(local.replace(/\+.*$/, ''), domain, words);
}

/** Two names, or one that is met in the text as well, or any at a provider where people have their own. */
function isOfPerson(local: string, domain: string, words: ReadonlySet<string>): boolean {
  const names = local.split(/[\d._'-]+/).filter((name) => name !== '');
  if (names.some((name) => ROLES.has(name)) || ROLES.has(local)) return false;
  return (
    names.length > 1 ||
    FREE_MAIL.test(domain) ||
    names.some((name) => words.has(name.slice(0, 1).toUpperCase() + name.slice(1)))
  );
}

/** Words that say what the number after them is. */
const CALLED =
  /(?<![\p{Script=Latin}\p{Script=Cyrillic}])(?:phone|telephone|mobile|cell(?:phone)?|tel|fon|handy|handynummer|telefon\p{L}{0,8}|mobil\p{L}{0,8}|whatsapp|r[uü]ckruf|t[eé]l[eé]phone|portable|tel[eé]fono|m[oó]vil|celular|cellulare|telefone|telem[oó]vel|telefoon|mobiel|puhelin|telefonnummer|телефон|电话(?:号码)?|手机(?:号码?)?|電話(?:番号)?|携帯(?:電話)?(?:番号)?|전화(?:번호)?|연락처|휴대폰(?: 번호)?|ring|call|reach|sms|dial|contact(?: number)?|gsm|answering at|messages to|(?:my|his|her|their|your) number(?: is)?)(?![\p{Script=Latin}\p{Script=Cyrillic}])[^\d+(\n]{0,32}((?:\+|\()?\d[\d ()./-]{5,22}\d)/giu;
const INTERNATIONAL = /(?<![\w.+-])(?:\+[1-9][\d ()./-]{5,22}|00[1-9]\d{1,2}[ /-][\d ()./-]{8,22})\d(?!\w)/g;
const NORTH_AMERICAN = /(?<![\w.-])(?:\+?1[ .-]?)?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[ .-])[2-9]\d{2}[ .-]\d{4}(?![\w-])/g;
/** Numbers that need no word before them: of the United Kingdom, of France, and mobile ones of Germany. */
const MOBILE =
  /(?<![\w.+-])0(?:7\d{3} ?\d{3} ?\d{3}|1[567]\d[ /-]?\d{3}[ ]?\d{4,5}|[1-79](?:[ .]\d\d){4}|2\d \d{4} \d{4}|1\d{2,3} \d{3} \d{3,4}|8[35679] \d{3} \d{4}|8[35679]\d? \d{3} \d{4}|[789]0-\d{4}-\d{4})(?![\w-])/g;
/** Free and shared-cost numbers belong to nobody. */
const SERVICE_NUMBER =
  /^(?:\+?1[ .-]?)?\(?8(?:00|33|44|55|66|77|88)\)?[ .-]|^0?0?(?:800|808|180|900|137)\d?(?=\D)|^0800|^0(?:8|9)00/;
const OTHER_THING =
  '(?:asset tags?|meter reading|reading|order|invoice|ref(?:erence)?|sku|part|case|ticket|article|item|model|serial|tracking|parcel|version|build|isbn|ean|account|customer|bin|port|error|code)';
/** The number of a desk. */
const DESK =
  '(?:switchboard|general line|escalation line|press office|front office|service client|hotline|热线|горячей линии|代表電話|窓口|praxis|help ?line|help ?desk|service desk|front desk|reception|central line|zentrale|standard|centralita|centralino)(?: (?:on|at|is|under|number))?';
const OTHER_NUMBER = new RegExp(
  `(?:(?:产品|製品|订单|注文|商品)(?:番号|编号|号)|${OTHER_THING}(?: number)?(?: is)?|${DESK}|id|no|nr|n°|#)[ .:#"'=]{0,4}$`,
  'i',
);
const OF_DESK = new RegExp(DESK, 'i');
const OF_OTHER_THING = new RegExp(`(?<!\\p{L})${OTHER_THING}(?!\\p{L})`, 'iu');

export function hasPhone(text: string): boolean {
  return (
    some(
      text,
      CALLED,
      (match) => isNumber(match[1] ?? '') && !OF_OTHER_THING.test(match[0]) && !isOfDesk(text, match),
    ) ||
    some(text, INTERNATIONAL, (match) => isNumber(match[0]) && isUnnamed(text, match)) ||
    some(text, NORTH_AMERICAN, (match) => isNumber(match[0]) && (match[0].includes('(') || isUnnamed(text, match))) ||
    some(text, MOBILE, (match) => isNumber(match[0]) && isUnnamed(text, match))
  );
}

/** The words around it, and those between what it is called and the number. */
function isOfDesk(text: string, match: RegExpExecArray): boolean {
  return OF_DESK.test(text.slice(Math.max(0, match.index - 24), match.index + match[0].length + 16));
}

export function some(text: string, pattern: RegExp, holds: (match: RegExpExecArray) => boolean): boolean {
  for (const match of text.matchAll(pattern)) if (holds(match)) return true;
  return false;
}

function isNumber(written: string): boolean {
  const digits = written.replace(/\D/g, '').length;
  if (/^\d{1,4}[./-]\d{1,2}[./-]\d{2,4}$/.test(written) || /\d{4}-\d\d-\d\d/.test(written)) return false;
  return digits >= 7 && digits <= 15 && /[1-9]/.test(written) && !SERVICE_NUMBER.test(written);
}

/** Whether no word before it says that it is a number of something else. */
export function isUnnamed(text: string, match: RegExpExecArray): boolean {
  const before = text.slice(Math.max(0, match.index - 48), match.index);
  const after = text.slice(match.index + match[0].length, match.index + match[0].length + 16);
  return !OTHER_NUMBER.test(before.slice(-24)) && !OF_DESK.test(`${before} ${after}`);
}
