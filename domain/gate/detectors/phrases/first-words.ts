/**
 * With which words a pattern over words can begin. Most words of a text begin no pattern, and looking a word up is
 * much quicker than trying some two hundred patterns on it.
 *
 * Understands what the phrases are written in: letters, `[ab]`, `(?:one|other)`, `?`, `{0,3}`.
 */

interface Start {
  text: string;
  /** The first word is complete. */
  done: boolean;
}

/** Stands for any character of a class. */
const ANY = '\uFFFF';
const EMPTY: readonly Start[] = [{ text: '', done: false }];

/** @returns the words, or null where a pattern can begin with words that cannot be listed. */
export function firstWords(source: string): ReadonlySet<string> | null {
  const starts = new Set(new Parser(source).alternatives().map(({ text }) => text.trim()));
  return [...starts].some((word) => word.includes(ANY)) ? null : starts;
}

class Parser {
  private at = 0;
  private readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  alternatives(): Start[] {
    const all: Start[] = [];
    do all.push(...this.row());
    while (this.take('|'));
    return all;
  }

  private row(): Start[] {
    const complete: Start[] = [];
    let open: readonly Start[] = EMPTY;
    while (this.at < this.source.length && !/[|)]/.test(this.source[this.at] ?? '')) {
      if (open.length === 0) {
        this.skip();
        break;
      }
      const all = joined(open, this.part());
      complete.push(...all.filter(({ done }) => done));
      open = all.filter(({ done }) => !done);
    }
    return [...complete, ...open];
  }

  /** To the end of the row: what follows a whole word begins nothing. */
  private skip(): void {
    for (let depth = 0; this.at < this.source.length; this.at++) {
      const sign = this.source[this.at];
      if (sign === '\\') this.at++;
      else if (sign === '[') this.at = this.source.indexOf(']', this.at);
      else if (sign === '(') depth++;
      else if (depth === 0 && (sign === '|' || sign === ')')) return;
      else if (sign === ')') depth--;
    }
  }

  /** One character, class or group, with how often it may be there. */
  private part(): readonly Start[] {
    const once = this.atom();
    const often = /^(?:\?|\{(\d+),\d+\})/.exec(this.source.slice(this.at, this.at + 8));
    if (often === null) return once;
    this.at += often[0].length;
    if (often[1] !== undefined && often[1] !== '0') return once;
    return [...once, ...EMPTY];
  }

  private atom(): readonly Start[] {
    if (this.take('(?:')) {
      const inner = this.alternatives();
      this.take(')');
      return inner;
    }
    if (this.take('(?= )')) return [{ text: ' ', done: true }];
    if (this.take('(?!')) {
      this.alternatives();
      this.take(')');
      return EMPTY;
    }
    const special = /^(?:\\p\{L\}|\[\^[^\]]+\]|\[[^\]]+\]|\\.)/.exec(this.source.slice(this.at, this.at + 20))?.[0];
    if (special === undefined) return [start(this.source[this.at++] ?? '')];
    this.at += special.length;
    if (special.startsWith('\\p') || special.startsWith('[^')) return [start(ANY)];
    if (special.startsWith('\\')) return [start(special.slice(1))];
    return Array.from(special.slice(1, -1), start);
  }

  private take(text: string): boolean {
    if (!this.source.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }
}

const start = (text: string): Start => ({ text, done: false });

/** Every start with everything that may follow; a second space ends the word. */
function joined(starts: readonly Start[], next: readonly Start[]): Start[] {
  if (next.length === 1 && next[0] === EMPTY[0]) return [...starts];
  return starts.flatMap((each) =>
    next.map(({ text, done }) => {
      const whole = each.text + text;
      const end = whole.indexOf(' ', 1);
      return end < 0 ? { text: whole, done } : { text: whole.slice(0, end), done: true };
    }),
  );
}
