import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Connection } from '@temporalio/client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { DatabaseInUseError } from '../../embedded/database-owner.ts';
import { inspectProcess, signalGroup, untilGone } from '../../embedded/processes.ts';
import { findTemporalBinary } from '../../embedded/temporal-binary.ts';
import {
  startTemporalServer,
  type TemporalServer,
  TemporalServerError,
  type TemporalServerOptions,
} from '../../embedded/temporal-server.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const FREE = { frontend: 0, ui: 0, http: 0, metrics: 0 };
let binary: string;
let dataDir: string;
const running: TemporalServer[] = [];

beforeAll(async () => {
  binary = (await findTemporalBinary({ explicitPath: process.env.TEMPORAL_CLI_PATH, log: () => undefined })).path;
});
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'safefetch-server-'));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
  await rm(dataDir, { recursive: true, force: true });
});

async function start(options: Partial<TemporalServerOptions> = {}): Promise<TemporalServer> {
  const server = await startTemporalServer({ binary, dataDir, ports: FREE, ui: false, ...options });
  running.push(server);
  return server;
}

async function withConnection<T>(server: TemporalServer, use: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address: server.address });
  try {
    return await use(connection);
  } finally {
    await connection.close();
  }
}

const namespaceId = (server: TemporalServer, namespace: string) =>
  withConnection(server, async ({ workflowService }) => {
    const { namespaceInfo } = await workflowService.describeNamespace({ namespace });
    return namespaceInfo?.id;
  });

describe('the embedded Temporal server', () => {
  it('keeps its namespaces and workflows over a restart', async () => {
    const first = await start({ namespaces: ['orders'] });
    const id = await namespaceId(first, 'orders');
    await withConnection(first, ({ workflowService }) =>
      workflowService.startWorkflowExecution({
        namespace: 'orders',
        workflowId: 'kept',
        workflowType: { name: 'nobody' },
        taskQueue: { name: 'nobody' },
        requestId: 'once',
      }),
    );
    await first.stop();

    const second = await start();
    expect(await namespaceId(second, 'orders')).toBe(id);
    const { workflowExecutionInfo } = await withConnection(second, ({ workflowService }) =>
      workflowService.describeWorkflowExecution({ namespace: 'orders', execution: { workflowId: 'kept' } }),
    );
    expect(workflowExecutionInfo?.type?.name).toBe('nobody');
  });

  it('makes search attributes with a new namespace, and takes later ones within seconds though it caches them', async () => {
    const server = await start({ searchAttributes: { Account: 'Keyword' } });
    await withConnection(server, async ({ operatorService, workflowService }) => {
      const { customAttributes } = await operatorService.listSearchAttributes({ namespace: 'default' });
      expect(Object.keys(customAttributes ?? {})).toContain('Account');
      await operatorService.addSearchAttributes({ namespace: 'default', searchAttributes: { Stage: 2 } });
      await vi.waitFor(
        () => workflowService.listWorkflowExecutions({ namespace: 'default', query: "Stage = 'x' AND Account = 'y'" }),
        { timeout: 40_000, interval: 100 },
      );
    });
  });

  it.runIf(process.platform === 'linux')('tells every port it listens on', async () => {
    const server = await start({ ui: { publicPath: '/temporal', codecEndpoint: 'http://127.0.0.1:1/codec' } });
    const told = server.listening.map(({ port }) => port);
    expect(told).toEqual(expect.arrayContaining(listeningPorts(server.pid)));
    expect(server.uiUrl).toBe(`http://127.0.0.1:${server.ports.ui}/temporal`);
    await vi.waitFor(async () => expect((await fetch(`${server.uiUrl}/`)).status).toBe(200), { timeout: 40_000 });
  });

  it('takes other ports when the wished ones are taken, and says so', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await once(squatter, 'listening');
    const address = squatter.address();
    const taken = typeof address === 'object' && address !== null ? address.port : 0;
    const lines: string[] = [];
    try {
      const server = await start({ ports: { ...FREE, frontend: taken }, log: (line) => lines.push(line) });
      expect(server.ports.frontend).not.toBe(taken);
      expect(lines).toEqual([`Port ${taken} is taken: Temporal's frontend uses ${server.ports.frontend}.`]);
    } finally {
      squatter.close();
    }
  });

  it('rejects with the end of its log when it exits early', async () => {
    await writeFile(join(dataDir, 'temporal.db'), 'this is not a database, though it is long enough for a header');
    const failure = start();
    await expect(failure).rejects.toThrow(TemporalServerError);
    await expect(failure).rejects.toThrow(/ended at once \(exit code 1\).*file is not a database/s);
    expect(existsSync(join(dataDir, 'temporal-server.json'))).toBe(false);
  });

  it('rejects when the program cannot be run', async () => {
    await expect(start({ binary: join(dataDir, 'missing') })).rejects.toThrow(/missing could not be started.*ENOENT/);
  });

  it('refuses a database that another living server has open', async () => {
    await start();
    const second = start();
    await expect(second).rejects.toThrow(DatabaseInUseError);
    await expect(second).rejects.toThrow(`in use by another SafeFetch (process ${process.pid})`);
  });

  it('stops a server that a crashed run left behind, and takes its database over', async () => {
    const orphan = await start({ namespaces: ['orders'] });
    const id = await namespaceId(orphan, 'orders');
    // As after a crash: the process that is noted as the owner is not the parent of the server.
    const note = join(dataDir, 'temporal-server.json');
    await writeFile(note, JSON.stringify({ server: orphan.pid, owner: 2 ** 30 }));
    const lines: string[] = [];

    const server = await start({ log: (line) => lines.push(line) });

    expect(await inspectProcess(orphan.pid)).toBeUndefined();
    expect(lines).toEqual([`Stopping the Temporal server ${orphan.pid} that an earlier run left behind.`]);
    expect(await namespaceId(server, 'orders')).toBe(id);
    expect(JSON.parse(readFileSync(note, 'utf8'))).toEqual({ server: server.pid, owner: process.pid });
  });

  it('is not misled by a note whose process number belongs to another program now', async () => {
    const bystander = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true });
    try {
      await writeFile(join(dataDir, 'temporal-server.json'), JSON.stringify({ server: bystander.pid, owner: 1 }));
      await start();
      expect(bystander.exitCode ?? bystander.signalCode).toBeNull();
    } finally {
      bystander.kill('SIGKILL');
    }
  });

  it('tells when the server dies by itself', async () => {
    const server = await start({ persist: false });
    signalGroup(server.pid, 'SIGKILL');
    expect(await server.exited).toEqual({ code: null, signal: 'SIGKILL' });
    await server.stop();
  });
});

describe.skipIf(process.platform === 'win32')('a server process', () => {
  let compiled: string;
  beforeAll(async () => {
    compiled = await mkdtemp(join(tmpdir(), 'safefetch-compiled-'));
    const options = [
      '--module',
      'nodenext',
      '--target',
      'es2023',
      '--rewriteRelativeImportExtensions',
      '--types',
      'node',
    ];
    const tsc = join('node_modules', '.bin', 'tsc');
    const source = join('embedded', 'server-process.ts');
    await promisify(execFile)(tsc, ['--ignoreConfig', ...options, '--outDir', compiled, source]);
    await writeFile(join(compiled, 'package.json'), '{ "type": "module" }');
  });
  afterAll(() => rm(compiled, { recursive: true, force: true }));

  it('ends when the process that started it is killed', async () => {
    const script = `
      import { startServerProcess } from ${JSON.stringify(join(compiled, 'server-process.js'))};
      const { pid } = await startServerProcess('/bin/sh', ['-c', 'while :; do sleep 1; done'], 2, () => undefined);
      console.log(pid);
      setInterval(() => undefined, 1000);
    `;
    const owner = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(owner.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    expect((await inspectProcess(pid))?.parent).toBe(owner.pid);

    owner.kill('SIGKILL');

    expect(await untilGone(pid, 40_000)).toBe(true);
  });
});

/** From /proc, so that what the server says of itself is checked against the system. */
function listeningPorts(pid: number): number[] {
  const LISTEN = '0A';
  const inodes = new Map<string, number>();
  for (const table of ['tcp', 'tcp6']) {
    for (const line of readFileSync(`/proc/${pid}/net/${table}`, 'utf8').split('\n').slice(1)) {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
      if (state === LISTEN && local && inode) inodes.set(inode, Number.parseInt(local.split(':').at(-1) ?? '', 16));
    }
  }
  return openSockets(pid).flatMap((inode) => inodes.get(inode) ?? []);
}

function openSockets(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
    } catch {
      return [];
    }
  });
}
