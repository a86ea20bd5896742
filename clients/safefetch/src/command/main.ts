#!/usr/bin/env node
import { homedir } from 'node:os';
import process from 'node:process';
import { run } from './run.ts';

const { env, stdin, stdout, stderr } = process;
// A reader that has seen enough (`| head`) is no failure.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
process.exitCode = await run(process.argv.slice(2), {
  env,
  cwd: process.cwd(),
  home: homedir(),
  stdin,
  stdout,
  stderr,
});
