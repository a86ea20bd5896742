import { prepare } from './setup.mjs';

await prepare();
// In this process, not in a child: Ctrl-C and SIGTERM reach the server without a detour.
await import(new URL('../dist/start.js', import.meta.url).href);
