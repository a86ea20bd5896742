import { escapeHtml } from '@kitajs/html';
import type { JsonValue } from '../../domain/action.ts';
import { type CutText, cutText } from '../../domain/cut-text.ts';
import { readableJson } from '../../domain/question.ts';
import { visibleText } from '../../domain/visible-text.ts';
import { amount, fromNow, moment } from './words.ts';

/** The ways in which what others wrote comes onto a page: escaped, with nothing hidden in it, and of bounded length. */

const MAX_CHARS = 2000;
const MAX_BODY_CHARS = 20_000;

export function Text({ of, max = MAX_CHARS }: { of: string; max?: number }): string {
  return bounded(cutText(of, max));
}

/** A longer text with its lines; it scrolls by itself and can be reached by the keyboard for that. */
export function Block({ of, label }: { of: CutText; label: string }) {
  return (
    <section class="block" tabindex="0" aria-label={label}>
      <pre>{bounded(of) as 'safe'}</pre>
    </section>
  );
}

/** JSON indented, text as it is. */
export function Body({ of, label, whole }: { of: JsonValue; label: string; whole: boolean }) {
  const text = typeof of === 'string' ? of : readableJson(of);
  return <Block of={cutText(text, whole ? Infinity : MAX_BODY_CHARS)} label={label} />;
}

/** A point in time, absolute; with `now` also how far away it is. */
export function Time({ at, now }: { at: string; now?: Date }) {
  return (
    <>
      <time datetime={at}>
        <Text of={moment(at)} />
      </time>
      {now === undefined ? null : (
        <>
          {' '}
          <span class="soft">({escapeHtml(fromNow(at, now)) as 'safe'})</span>
        </>
      )}
    </>
  );
}

/** How far away a point in time is, with the point itself for whoever points at it. */
export function Relative({ at, now }: { at: string; now: Date }) {
  return (
    <time datetime={at} title={moment(at)}>
      {escapeHtml(fromNow(at, now)) as 'safe'}
    </time>
  );
}

/** Addresses break after their separators rather than anywhere. */
function breakable(text: string): string {
  return text
    .split(/(?<=[/?&])(?=[^\s/])/)
    .map((part) => escapeHtml(part))
    .join('<wbr>');
}

function bounded({ text, omitted }: CutText): string {
  const shown = breakable(visibleText(text));
  return omitted === 0 ? shown : `${shown}<span class="cut"> … ${amount(omitted, 'more character')} not shown</span>`;
}
