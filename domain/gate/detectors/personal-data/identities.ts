import { passesCpf, passesDni, passesLuhn, passesMod97, passesNir } from './checksums.ts';
import { isUnnamed, some } from './contacts.ts';

/** Cards, accounts, numbers that states give to people, and dates of birth. */

const CARD_RUN = /(?<![\w.])\d(?:[ -]?\d){12,}(?!\w)/g;
/** First digits and lengths of the issuers that are met in practice. Visa's old 13 digits are any article's number. */
const CARD =
  /^(?:4\d{15}(?:\d{3})?|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|6(?:011|5\d\d|4[4-9]\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|62\d{14,17})$/;
const MIN_CARD_DIGITS = 14;
const MAX_CARD_DIGITS = 19;

/** More digits may stand around a card's, its expiry for one: every row of whole groups is tried. */
export function hasCard(text: string): boolean {
  if (some(text, CALLED_CARD, ([, number = '']) => passesLuhn(number.replace(/\D/g, '')))) return true;
  return some(text, CARD_RUN, ({ 0: run }) => {
    const groups = run.split(/[ -]/);
    return groups.some((_, from) => {
      let digits = '';
      for (let to = from; to < groups.length && digits.length < MAX_CARD_DIGITS; to++) {
        digits += groups[to];
        if (isCard(digits)) return true;
      }
      return false;
    });
  });
}

const isCard = (digits: string) => digits.length >= MIN_CARD_DIGITS && CARD.test(digits) && passesLuhn(digits);

/** Said to be a card, any issuer's number will do that proves itself. */
const CALLED_CARD =
  /(?<!\p{L})(?:card|credit|debit|visa|master ?card|maestro|amex|karte|kreditkarte|carte|tarjeta|carta|cart[aã]o|kaart|kort|pan)(?!\p{L})[^\d\n]{0,24}(\d(?:[ -]?\d){11,18})(?!\w)/giu;

const IBAN_RUN = /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,40}/gi;
const IBAN_LENGTHS: Readonly<Record<string, number>> = Object.fromEntries(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 ' +
    'FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 ' +
    'LU20 LV21 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SE24 SI19 SK24 ' +
    'SM27 TN24 TR26 UA29 VA22 VG24 XK20'
  )
    .split(' ')
    .map((country) => [country.slice(0, 2), Number(country.slice(2))]),
);

export function hasIban(text: string): boolean {
  return some(text, IBAN_RUN, ({ 0: run }) => {
    const iban = run.replace(/[ -]/g, '').toUpperCase();
    const length = IBAN_LENGTHS[iban.slice(0, 2)];
    return length !== undefined && iban.length >= length && passesMod97(iban.slice(0, length));
  });
}

const DAY =
  '(?:\\d{1,4}[./-]\\d{1,2}[./-]\\d{2,4}|\\d{1,2}(?:st|nd|rd|th|er|\\.)?,?[ -](?:of |de )?\\p{L}{3,12}\\.?,?[ -](?:of |de |del )?\\d{2,4}|\\p{L}{3,12}\\.? \\d{1,2}(?:st|nd|rd|th)?,? \\d{4}|\\d{4}年)';
const BORN =
  '(?:birth[ _-]?(?:date|day)|date[ _-]?of[ _-]?birth|d\\.?o\\.?b\\.?|born|geboren|geburtsdatum|geburtstag|geb\\.|date de naissance|n[ée]e? le|nacid[oa]|nacimiento|fecha[ _]de[ _]nacimiento|data di nascita|nat[oa] il|data de nascimento|nascid[oa]|geboortedatum|geboren op|f[öo]dd|urodzon[ya]|дата рождения|родил(?:ся|ась)|生年月日|出生日期|出生)';
/** Who has died long ago stands in books. */
const DIED = '(?:died|gestorben|mort|muri[oó]|†)';
const BIRTH = new RegExp(
  `(?<!\\p{L})${BORN}(?!\\p{L})[^\\d\\n<>]{0,16}?${DAY}(?![^\\n]{0,60}(?<!\\p{L})${DIED}(?!\\p{L}))`,
  'giu',
);

const PERSON_WORDS = 'number|no|nr|num|n|n°|nº|№|nummer|numéro|numero|número|id|is|was|ist|lautet|es|est|card|#';
const AFTER_WORD = `(?:[ .:#"'=_()-]{1,3}(?:${PERSON_WORDS})(?!\\p{L})){0,3}[ .:#"'=_()-]{1,4}`;
/** What a document or register is called, and what its numbers look like. */
const NAMED: readonly { name: string; pattern: RegExp }[] = [
  [
    'passport',
    'passport|reisepass(?:nummer)?|passnummer|passeport|pasaporte|passaporto|passaporte|paspoort(?:nummer)?|паспорт|护照(?:号码)?',
    '(?=(?:[A-Z]{0,8}\\d){2})[A-Z0-9]{6,12}',
  ],
  [
    'driving licence',
    "(?:driver'?s?|driving)[ _-]?licen[cs]e|f[üu]hrerschein(?:nummer)?|permis de conduire|permiso de conducir|patente di guida|rijbewijs|dl",
    '(?=(?:[A-Z -]{0,8}\\d){5})[A-Z0-9][A-Z0-9 -]{5,19}',
  ],
  [
    'identity card',
    "(?:national )?identity card|id[ -]?card|national[ _-]?id|personalausweis(?:nummer)?|ausweis(?:nummer)?|carte d'identité|carta d'identità|cédula|curp",
    '(?=(?:[A-Z.-]{0,8}\\d){3})[A-Z0-9][A-Z0-9.-]{5,19}',
  ],
  [
    'social security number',
    'ssn|svnr|sv-nummer|social(?:[ _-]?security)?(?:[ _-]?(?:number|no))?|sozialversicherungsnummer|soc\\.? sec\\.?',
    '(?:\\d{3}[ -]?\\d{2}[ -]?\\d{4}|\\d{4}[ -]?\\d{6}|\\d{2} ?\\d{6} ?[A-Z] ?\\d{3})(?!\\d)',
  ],
  ['national insurance number', 'national insurance|nino|ni', '[A-Z]{2} ?\\d{2} ?\\d{2} ?\\d{2} ?[A-D](?!\\w)'],
  [
    'tax number',
    'steuer[ -]?(?:id(?:entifikationsnummer)?|nummer)|(?<!ust-?)idnr|tax(?:payer)?[ _-]?id|tin|itin|codice fiscale|nif|numéro fiscal',
    '[A-Z0-9]{0,6}\\d[\\d /.-]{6,14}\\d',
  ],
  [
    'national number',
    'aadhaar|aadhar|bsn|pesel|cnp|personnummer|rrn|hkid|nric|burgerservicenummer|nhs|medicare|cpf|身份证号?|マイナンバー',
    '[A-Z]?\\d[\\d -]{6,17}[\\dA-Z]',
  ],
  ['patient number', 'mrn|medical record|patient[ _-]?(?:id|number|no)', '[A-Z]{0,3}-?\\d{5,12}'],
].map(([name = '', called, form]) => ({
  name,
  pattern: new RegExp(
    `(?<![\\p{L}\\d])(?:${called})(?!\\p{L})(?:${AFTER_WORD}|[^\\d\\n:]{1,30}:\\s?|[^\\d\\n]{1,40}[ (](?:is|says|was|shows|ist|est|es|lautet|no|nr|number|n°|nº|#|nummer|numéro|número)[ .:#]{1,3})${form}`,
    'iu',
  ),
}));

const SSN = /(?<![\w.-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?!\.?[\w-])/g;
const NINO = /(?<!\w)(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?!\w)/g;
const DNI = /(?<!\w)(?:\d{8}|[XYZ]\d{7})-?[A-Z](?!\w)/g;
const CPF = /(?<![\w.])\d{3}\.\d{3}\.\d{3}-\d{2}(?!\w)/g;
const NIR = /(?<!\w)[12] ?\d{2} ?(?:0[1-9]|1[0-2]) ?\d{2} ?\d{3} ?\d{3} ?\d{2}(?!\w)/g;
/** Switzerland, South Korea, Mexico, Singapore; Germany's pension number; Canada's. */
const OTHER_NATIONAL =
  /(?<!\w)(?:756\.\d{4}\.\d{4}\.\d{2}|\d{6}-[1-4]\d{6}|[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z0-9]\d|[STFG]\d{7}[A-Z]|\d{2} \d{6} [A-Z] \d{3}|\d[A-Z][A-Z0-9]\d-[A-Z][A-Z0-9]\d-[A-Z]{2}\d{2}|SIN[: #]{1,3}\d{3}[ -]\d{3}[ -]\d{3})(?!\w)/g;
/** Parts, tickets and labels are numbered in any way. */
const THING = /(?<!\p{L})(?:parts?|tickets?|assets?|replacement|cell_id|artikel\p{L}{0,8}|reservdel)(?!\p{L})/iu;
const isOfThing = (text: string, { index }: RegExpExecArray) => THING.test(text.slice(Math.max(0, index - 60), index));
const BANK_ACCOUNT =
  /\b(?:sort code[ :]{1,3}\d\d-\d\d-\d\d|routing(?: (?:number|no\.?))?[ :#]{1,3}\d{9}(?!\d)|bank account(?: (?:number|no\.?))?[ :#]{1,3}\d{7,17}(?!\d)|kontonummer[ :]{1,3}\d{7,10}(?!\d))/i;
const CODICE_FISCALE = /(?<!\w)[A-Z]{6}\d{2}[ABCDEHLMPRST]\d{2}[A-Z]\d{3}[A-Z](?!\w)/g;

/** What somebody suffers from, on one line with a name. */
const PERSON = "(?<!\\p{L})\\p{Lu}\\p{Ll}{1,20} (?:\\p{Lu}\\. )?\\p{Lu}[\\p{L}'-]{1,24}";
const ILL =
  "diagnosed with|diagnosis of|pregnan(?:t|cy)|miscarriage|HIV(?:-positive)?|cancer|tumou?r|chemo(?:therapy)?|depression|burnout|bipolar|schizophreni[ac]|epilep(?:sy|tic)|diabet(?:es|ic)|Crohn's|multiple sclerosis|dialysis|in rehab|psychiatric|schwanger|Krebs|Depressionen?|Diagnose|enceinte|embarazada|incinta|zwanger|gravid|беременна|diagnosticad[oa]";
const HEALTH = new RegExp(`${PERSON}[^\\n]{0,100}?(?<!\\p{L})(?:${ILL})(?!\\p{L})`, 'u');

/** Where somebody lives; what somebody earns, or was warned for. */
const HOME =
  /(?<!\p{L})(?:lives? (?:at|on)|home address(?: is)?:?|wohnt in|wohnhaft in|habite (?:au?|dans)|vive en|abita in|domicilid[ao] en|woont (?:in|aan|op))(?!\p{L})[^\n.\d]{0,40}\d{1,4}(?![\d.,:%])/u;
const PAY = new RegExp(
  `(?<!\\p{L})(?:[Ss]alary|Gehalt|[Ss]alaire|[Ss]alario|[Ss]tipendio)(?!\\p{L})[^\\n\\d]{0,30}${PERSON}[^\\n\\d]{0,20}\\d|${PERSON}[^\\n\\d]{0,40}(?<!\\p{L})(?:salary|earns|Gehalt|verdient|salaire|gagne|sueldo|stipendio)(?!\\p{L})[^\\n\\d]{0,20}\\d`,
  'u',
);

/** Each with the test that the whole text has to pass. */
export const IDENTITIES: readonly { name: string; isIn: (text: string) => boolean }[] = [
  { name: 'payment card', isIn: hasCard },
  { name: 'IBAN', isIn: hasIban },
  { name: 'date of birth', isIn: (text) => some(text, BIRTH, () => true) },
  ...NAMED.map(({ name, pattern }) => ({ name, isIn: (text: string) => pattern.test(text) })),
  {
    name: 'social security number',
    isIn: (text) => some(text, SSN, (match) => isUnnamed(text, match) && !isOfThing(text, match)),
  },
  { name: 'national insurance number', isIn: (text) => some(text, NINO, (match) => isUnnamed(text, match)) },
  { name: 'national number', isIn: (text) => some(text, DNI, ([found]) => passesDni(found.replace('-', ''))) },
  { name: 'tax number', isIn: (text) => some(text, CPF, ([found]) => passesCpf(found.replace(/\D/g, ''))) },
  { name: 'social security number', isIn: (text) => some(text, NIR, ([found]) => passesNir(found.replace(/ /g, ''))) },
  { name: 'national number', isIn: (text) => some(text, OTHER_NATIONAL, (match) => !isOfThing(text, match)) },
  { name: 'home address', isIn: (text) => HOME.test(text) },
  { name: 'salary', isIn: (text) => PAY.test(text) },
  { name: 'health data', isIn: (text) => HEALTH.test(text) },
  { name: 'bank account', isIn: (text) => BANK_ACCOUNT.test(text) },
  { name: 'tax number', isIn: (text) => some(text, CODICE_FISCALE, () => true) },
];
