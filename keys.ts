import { runKeys } from './cli/keys-program.ts';

/** `npm run keys`: the operator's command for keys and accounts. */
process.exitCode = await runKeys(process.argv.slice(2), {
  env: process.env,
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
});
