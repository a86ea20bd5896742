/**
 * The product as `npm start` runs it, worker and API in one process, told by its environment to use the benchmark's
 * Temporal server. Only its end is different: it also stops when the benchmark is gone.
 */

process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
await import('../start.ts');

export {};
