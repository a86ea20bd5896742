import fc from 'fast-check';
import { expect, test } from 'vitest';
import { visibleLine, visibleText } from '../../domain/visible-text.ts';

test('plain text of any language stays letter for letter', () => {
  for (const text of ['Zoë paid 5 €', 'שלום עולם', 'مرحبا', '日本語　です', 'नमस्ते', 'Việt', '<b>&amp;</b>', 'a\tb\nc'])
    expect(visibleText(text)).toBe(text);
});

test('marks that turn text around are shown by their number', () => {
  expect(visibleText('invoice\u202Efdp.exe')).toBe('invoice[U+202E]fdp.exe');
  expect(visibleText('\u2066a\u2069\u200F\u061C')).toBe('[U+2066]a[U+2069][U+200F][U+061C]');
});

test('control characters, half characters and what is not seen at all are shown by their number', () => {
  expect(visibleText('a\0b\u0007c\u001B[31m\u0085')).toBe('a[U+0000]b[U+0007]c[U+001B][31m[U+0085]');
  expect(visibleText('ad\u200Bmin\u00AD\uFEFF\u3164')).toBe('ad[U+200B]min[U+00AD][U+FEFF][U+3164]');
  expect(visibleText('\uD800 \u{E0041} \u{E0100}')).toBe('[U+D800] [U+E0041] [U+E0100]');
  expect(visibleText('\u2028\u2029')).toBe('[U+2028][U+2029]');
});

test('pictures of several characters stay whole, and nothing hides behind one', () => {
  expect(visibleText('👩‍🔬 ❤️ 👍🏽 👨‍👩‍👧')).toBe('👩‍🔬 ❤️ 👍🏽 👨‍👩‍👧');
  expect(visibleText('👍\u200Dok')).toBe('👍[U+200D]ok');
  expect(visibleText('👍\uFE0F\uFE0F\u{E0101}')).toBe('👍\uFE0F[U+FE0F][U+E0101]');
});

test('a pile of marks on one letter does not run over its neighbours', () => {
  expect(visibleText(`a${'\u0301'.repeat(500)}b`)).toBe(`a${'\u0301'.repeat(4)}[more marks]b`);
});

test('line breaks are one kind, and on one line they show', () => {
  expect(visibleText('a\r\nb\rc\nd')).toBe('a\nb\nc\nd');
  expect(visibleLine('a\r\nBcc: x\ty')).toBe('a⏎Bcc: x⇥y');
});

test('whatever the text, nothing unseen is left, and one line is one line', { timeout: 60_000 }, () => {
  const unseen = /[\p{Cc}\p{Bidi_Control}\p{Cs}\p{Zl}\p{Zp}]|\u200B|\u00AD/u;
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      (text) => !unseen.test(visibleLine(text)) && !unseen.test(visibleText(text).replace(/[\n\t]/g, '')),
    ),
    { numRuns: 1_000 },
  );
});

test('a megabyte of it comes through whole', () => {
  const long = '\u202E'.repeat(1024 * 1024);
  expect(visibleLine(long)).toHaveLength(8 * long.length);
  expect(visibleText('\u0301'.repeat(1024 * 1024)).length).toBeLessThan(50);
});
