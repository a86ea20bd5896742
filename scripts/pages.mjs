import { resolve } from 'node:path';
import { prepare } from './setup.mjs';

await prepare();
const { writePages } = await import(new URL('../dist/api/pages/canned/write-pages.js', import.meta.url).href);
const folder = resolve(process.argv[2] ?? '.safefetch-data/pages');
console.log(`${await writePages(folder)} pages in ${folder}/index.html`);
