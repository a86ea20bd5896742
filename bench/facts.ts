import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { Connection } from '@temporalio/client';

/** What a figure cannot be read without. */
export interface Facts {
  cores: number;
  cpu: string;
  memoryGiB: number;
  node: string;
  temporalServer: string;
  /** Over the last minute, before the first round: others at work on this machine blur every figure. */
  loadBefore: number;
}

export async function gatherFacts(address: string): Promise<Facts> {
  const connection = await Connection.connect({ address });
  const { serverVersion } = await connection.workflowService.getSystemInfo({});
  await connection.close();
  return {
    cores: availableParallelism(),
    cpu: cpus()[0]?.model.trim() || 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    temporalServer: serverVersion ?? 'unknown',
    loadBefore: loadavg()[0] ?? Number.NaN,
  };
}

/** Linux counts in hundredths of a second, whatever the kernel's own clock. */
const TICK_MS = 10;

/**
 * CPU time that a process used so far, in ms; NaN where the system does not say (it does on Linux). Less disturbed
 * by others at work than any time on the clock.
 */
export function cpuTimeMs(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The program's name may hold spaces and brackets; what follows its last bracket is fields.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  } catch {
    return Number.NaN;
  }
}
