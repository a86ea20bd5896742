import { prepare } from './setup.mjs';

await prepare();
await import(new URL('../dist/bench/gate-corpus-main.js', import.meta.url).href);
