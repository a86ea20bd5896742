import { prepare } from './setup.mjs';

await prepare();
// It finds its arguments in process.argv as if it had been called itself.
await import(new URL('../dist/policy.js', import.meta.url).href);
