import { runPolicy } from './cli/policy-program.ts';

/** `npm run policy`: the operator's command that tries a policy. */
process.exitCode = await runPolicy(process.argv.slice(2), {
  env: process.env,
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
});
