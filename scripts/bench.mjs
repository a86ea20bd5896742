import { prepare } from './setup.mjs';

await prepare();
await import(new URL('../dist/bench/main.js', import.meta.url).href);
