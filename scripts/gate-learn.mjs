import { prepare } from './setup.mjs';

await prepare();
await import(new URL('../dist/bench/gate-learn-main.js', import.meta.url).href);
