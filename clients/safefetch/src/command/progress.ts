import type { Action } from '../action.ts';
import { printable } from './print.ts';

const FRAMES = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
const FRAME_MS = 100;
const START_OF_LINE = '\r\u001b[2K';

export interface Terminal {
  isTTY?: boolean | undefined;
  columns?: number | undefined;
  write(text: string): unknown;
}

/** One line that lives while something is waited for; on anything but a terminal it says nothing. */
export class Progress {
  readonly #terminal: Terminal;
  readonly #startedAt = Date.now();
  #text: string;
  #frame = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(terminal: Terminal, text: string) {
    this.#terminal = terminal;
    this.#text = text;
    if (!terminal.isTTY) return;
    this.#draw();
    this.#timer = setInterval(() => this.#draw(), FRAME_MS);
  }

  update(text: string): void {
    this.#text = text;
  }

  /** Leaves an empty line for what comes. */
  stop(): void {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#terminal.write(START_OF_LINE);
  }

  #draw(): void {
    const frame = FRAMES[this.#frame++ % FRAMES.length];
    const seconds = Math.floor((Date.now() - this.#startedAt) / 1000);
    const line = `${frame} ${printable(this.#text)} · ${seconds} s`;
    // A line that wraps cannot be cleared again; some terminals say that they are 0 wide.
    this.#terminal.write(START_OF_LINE + line.slice(0, (this.#terminal.columns || 80) - 1));
  }
}

/** Where an action that is not over stands, in a few words. */
export function progressText(action: Action): string {
  const { status, attempts, retries, next_retry_in_seconds: next } = action;
  const facts = [action.id, status.replace('_', ' ')];
  if (attempts > 0) facts.push(`attempt ${attempts} of ${retries}`);
  if (next !== null) facts.push(`next in ${next} s`);
  return facts.join(' · ');
}
