import { join } from 'node:path';
import { readCorpus, type Split } from './gate-corpus.ts';
import { asTable, figuresOf, isRight, judge } from './gate-figures.ts';

/**
 * `npm run gate-corpus` prints the figures; `-- --wrong` also the texts of the `train` split that are judged wrongly.
 * Held-out texts are not shown: rules that were written with them in view would measure nothing.
 */

const judged = (await readCorpus(join(process.cwd(), 'test', 'corpus'))).map(judge);
const splits: Split[] = ['train', 'held_out'];
console.log(asTable(splits.flatMap((split) => figuresOf(judged, split))));

if (process.argv.includes('--wrong')) {
  const wrong = judged.filter((each) => each.split === 'train' && !isRight(each));
  for (const { at, detector, fired, text } of wrong)
    console.log(`\n${at} ${detector}: ${fired.length === 0 ? 'nothing fired' : fired.join(', ')}\n  ${text}`);
}
