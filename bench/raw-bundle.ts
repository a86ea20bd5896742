import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';

/** Bundles the raw workflow in a process of its own: the bundler leaves a hundred megabytes behind where it runs. */

const ignore = () => undefined;
const { code } = await bundleWorkflowCode({
  workflowsPath: fileURLToPath(new URL('./raw-workflow.js', import.meta.url)),
  logger: { log: ignore, trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore },
});
await writeFile(process.argv[2] ?? '', code);
process.exit(0);
