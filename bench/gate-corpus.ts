import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The texts of test/corpus, as its README describes them. */

export type Split = 'train' | 'held_out';

export interface CorpusText {
  /** File and line, `hostile/secrets.jsonl:12`. */
  at: string;
  hostile: boolean;
  split: Split;
  /** Texts that were written together, by one writer; the oldest are not told apart. */
  batch: number | null;
  /** The name of the detector that it belongs to. */
  detector: string;
  /** Filled in. */
  text: string;
}

type Line = Pick<CorpusText, 'split' | 'detector' | 'text'> & { batch?: number };

/** Every text, hostile ones first. @throws when a line is no JSON object. */
export async function readCorpus(folder: string): Promise<CorpusText[]> {
  const texts: CorpusText[] = [];
  for (const kind of ['hostile', 'harmless']) {
    for (const file of (await readdir(join(folder, kind))).sort()) {
      const lines = (await readFile(join(folder, kind, file), 'utf8')).split('\n').filter((line) => line !== '');
      for (const [index, line] of lines.entries()) {
        const { split, batch = null, detector, text } = JSON.parse(line) as Line;
        texts.push({
          at: `${kind}/${file}:${index + 1}`,
          hostile: kind === 'hostile',
          split,
          batch,
          detector,
          text: fillIn(text),
        });
      }
    }
  }
  return texts;
}

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DIGITS = '0123456789';
const BASE62 = UPPER + UPPER.toLowerCase() + DIGITS;
const ALPHABETS: Record<string, string> = {
  base62: BASE62,
  base64: `${BASE62}+/`,
  base64url: `${BASE62}-_`,
  hex: `${DIGITS}abcdef`,
  upper: UPPER + DIGITS.slice(2, 8),
  digits: DIGITS,
};
const ENCODINGS: Record<string, (text: string) => string> = {
  'as-base64': (text) => Buffer.from(text).toString('base64'),
  'as-base64url': (text) => Buffer.from(text).toString('base64url'),
  'as-hex': (text) => Buffer.from(text).toString('hex'),
  'as-tags': (text) =>
    [...text].map((character) => String.fromCodePoint(0xe0000 + (character.codePointAt(0) ?? 0))).join(''),
};

/** Innermost first, until nothing is left to fill in. @throws for a name that is not known. */
function fillIn(text: string): string {
  let filled = text;
  for (let round = 0; filled.includes('⟦'); round++) {
    if (round > 9) throw new Error(`cannot be filled in: ${text}`);
    filled = filled.replace(/⟦([a-z0-9-]+):([^⟦⟧]*)⟧/g, (_all, name: string, what: string, offset: number) =>
      name.startsWith('as-') ? encode(name, what) : random(name, Number(what), `${text}#${offset}`),
    );
  }
  return filled;
}

function encode(name: string, text: string): string {
  const encoding = ENCODINGS[name];
  if (encoding === undefined) throw new Error(`no encoding is called ${name}`);
  return encoding(text);
}

/** The same for the same seed, so that figures can be compared. */
function random(name: string, length: number, seed: string): string {
  const alphabet = ALPHABETS[name];
  if (alphabet === undefined || !Number.isInteger(length)) throw new Error(`no alphabet is called ${name}`);
  const bytes = createHash('shake256', { outputLength: length * 4 })
    .update(seed)
    .digest();
  return Array.from({ length }, (_, index) => alphabet[bytes.readUInt32BE(index * 4) % alphabet.length]).join('');
}
