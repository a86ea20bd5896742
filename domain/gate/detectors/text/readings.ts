import type { JsonValue } from '../../../action.ts';
import { foldLookAlikes } from './confusables.ts';
import { encodedTexts, unescaped } from './decode.ts';
import { textOf } from './flatten.ts';
import { hiddenTexts, isAscii, visible, visibleApart } from './normalise.ts';
import { joinLetters, type WordViews, wordViews } from './words.ts';

/** Every way in which a JSON value can be read, for detectors to look at. */
export interface Readings {
  /** As written, cleaned, and whatever was encoded inside of it. */
  plain: readonly string[];
  /** The same as words between single spaces. */
  words: WordViews;
  /** Encoded in so many layers, or so much of it, that it was not followed to the end. */
  tooDeep: boolean;
}

/** Layers of encoding that are followed: base64 in JSON in base64 and so on. */
const MAX_LAYERS = 5;
/** All readings together are at most so many times the value's own text, and so much for small ones. */
const MAX_GROWTH = 8;
const SMALL_CHARS = 64 * 1024;

/** A field that is not there, as most are. */
const NOTHING: Readings = { plain: [], words: { clear: [], blurred: [] }, tooDeep: false };

/** Work and memory grow with the length of the value's text alone. */
export function read(value: JsonValue): Readings {
  const first = textOf(value);
  if (first === '') return NOTHING;
  const plain = new Set<string>();
  const known = new Set([first]);
  let budget = first.length * MAX_GROWTH + SMALL_CHARS;
  let layer = [first];
  for (let depth = 0; layer.length > 0 && depth <= MAX_LAYERS && budget > 0; depth++) {
    const inner: string[] = [];
    for (const text of layer) {
      const variants = variantsOf(text).filter((variant) => !plain.has(variant));
      for (const variant of variants) plain.add(variant);
      budget -= variants.reduce((sum, { length }) => sum + length, 0);
      if (budget <= 0) break;
      inner.push(...hiddenTexts(text), ...variants.flatMap(innerTexts));
    }
    layer = inner.filter((each) => each !== '' && !plain.has(each) && !known.has(each));
    for (const each of layer) known.add(each);
  }
  return { plain: [...plain], words: wordsOf(plain), tooDeep: layer.length > 0 || budget <= 0 };
}

/** What stands inside of a text, one layer down. */
function innerTexts(text: string): string[] {
  return [textOf(text), unescaped(text), ...encodedTexts(text)];
}

function variantsOf(text: string): string[] {
  if (isAscii(text)) return [...new Set([text, joinLetters(text)])];
  const clean = visible(text);
  const apart = visibleApart(text);
  // NFKC makes a Σ of Ϲ, which looks like a C: before it and after it there are letters to fold.
  const folded = foldLookAlikes(visible(foldLookAlikes(text)));
  return [...new Set([clean, folded, ...(apart === clean ? [] : [foldLookAlikes(apart)])])];
}

function wordsOf(plain: ReadonlySet<string>): WordViews {
  const views = Array.from(plain, wordViews);
  const allOf = (kind: keyof WordViews) => [
    ...new Map(views.flatMap((each) => each[kind]).map((view) => [view.text, view])).values(),
  ];
  return { clear: allOf('clear'), blurred: allOf('blurred') };
}
