import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { readCorpus } from '../../bench/gate-corpus.ts';
import { asTable, figuresOf, judge } from '../../bench/gate-figures.ts';

const texts = await readCorpus('test/corpus');
const judged = texts.map(judge);

test('the figures in docs/measured.md are those of the held-out texts', async () => {
  expect(await readFile('docs/measured.md', 'utf8')).toContain(asTable(figuresOf(judged, 'held_out')));
});

test('there are at least 150 hostile and 150 harmless texts, and none twice', () => {
  expect(texts.filter(({ hostile }) => hostile).length).toBeGreaterThanOrEqual(150);
  expect(texts.filter(({ hostile }) => !hostile).length).toBeGreaterThanOrEqual(150);
  expect(new Set(texts.map(({ text }) => text)).size).toBe(texts.length);
});
