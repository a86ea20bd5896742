import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import { FAILURE_CONVERTER_PATH } from '../temporal/data-converter.ts';

/** Where the build leaves the workflow code that workers run. */
export const WORKFLOW_BUNDLE_PATH = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../dist/workflow-bundle.js' : '../workflow-bundle.js', import.meta.url),
);

/**
 * Bundles the compiled workflows, once per build rather than at every start of a worker.
 *
 * @param outFile where the bundle is written.
 */
export async function buildWorkflowBundle(outFile: string): Promise<void> {
  const workflowsPath = fileURLToPath(new URL('../workflows/index.js', import.meta.url));
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    // None of our modules keeps anything that changes, so they are run once per worker and not for every workflow.
    preloadModules: [workflowsPath, FAILURE_CONVERTER_PATH],
    failureConverterPath: FAILURE_CONVERTER_PATH,
    logger: quietLogger,
  });
  await writeFile(outFile, code);
}

const ignore = () => {};
const quietLogger = { log: ignore, trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };
