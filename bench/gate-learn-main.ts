import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RULE_NAMES } from '../domain/gate/detect.ts';
import { readCorpus } from './gate-corpus.ts';
import { digestOf, learn, prepare } from './gate-learn.ts';

/** `npm run gate-learn` writes domain/gate/detectors/learned/model.ts anew, from the texts of test/corpus. */

const root = process.cwd();
const texts = await readCorpus(join(root, 'test', 'corpus'));
const prepared = prepare(texts);
const lines = RULE_NAMES.map((label) => {
  const { classifier, found, hostile } = learn(label, prepared);
  console.log(`${label}: ${found} of ${hostile} texts are caught by writers that it did not learn from`);
  const { weights, scale, bias } = classifier;
  const name = /^\w+$/.test(label) ? label : `'${label}'`;
  return `  ${name}: { scale: ${scale}, bias: ${bias}, weights: '${weights}' },`;
});
const model = [
  '/** Made by `npm run gate-learn`. */',
  'export const MODEL = {',
  ...lines,
  '};',
  '',
  '/** SHA-256 of the texts that it was learnt from. */',
  `export const LEARNT_FROM = '${digestOf(texts)}';`,
  '',
];
await writeFile(join(root, 'domain', 'gate', 'detectors', 'learned', 'model.ts'), model.join('\n'));
