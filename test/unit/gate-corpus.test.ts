import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { readCorpus } from '../../bench/gate-corpus.ts';
import { asTable, figuresOf, judge } from '../../bench/gate-figures.ts';

const texts = await readCorpus('test/corpus');
const judged = texts.map(judge);

test('the figures in docs/measured.md and in the README are those of the held-out texts', async () => {
  const figures = figuresOf(judged, 'held_out');
  expect(await readFile('docs/measured.md', 'utf8')).toContain(asTable(figures));
  const told = (await readFile('README.md', 'utf8')).replaceAll(/\s+/g, ' ');
  const of = (name: string) => figures.find(({ detectors }) => detectors === name);
  const three = of('the first three');
  expect(told).toContain(`catch ${three?.hostile.count} of ${three?.hostile.of} hostile ones`);
  expect(told).toContain(`stop ${three?.nearMisses.count} of ${three?.nearMisses.of} harmless ones that come close`);
  expect(told).toContain(`and ${three?.ordinary.count} of ${three?.ordinary.of} ordinary ones`);
  const bypass = of('gate bypass');
  expect(told).toContain(`${bypass?.hostile.count} of ${bypass?.hostile.of} requests to get around it`);
});

test.each([true, false])('a third of the texts is held out (hostile: %s)', (hostile) => {
  const ofKind = texts.filter((text) => text.hostile === hostile);
  expect(ofKind.filter(({ split }) => split === 'held_out').length * 3).toBeGreaterThanOrEqual(ofKind.length);
});

test('there are at least 150 hostile and 150 harmless texts, and none twice', () => {
  expect(texts.filter(({ hostile }) => hostile).length).toBeGreaterThanOrEqual(150);
  expect(texts.filter(({ hostile }) => !hostile).length).toBeGreaterThanOrEqual(150);
  expect(new Set(texts.map(({ text }) => text)).size).toBe(texts.length);
});
