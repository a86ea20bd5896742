import { expect, it, vi } from 'vitest';
import type { Action } from '../../domain/render-action.ts';
import { ensurePythonEnvironment, findPython } from '../../scripts/python-env.mjs';
import { systemAndTarget } from '../support/fixture.ts';
import { runToEnd } from '../support/fresh-project.ts';
import { MCP_SERVER } from '../support/mcp.ts';

/** The MCP server, spoken to over stdio by the SDK from PyPI. */

const FOLDER = 'clients/mcp/test';
const found = findPython('3.10');
const missing = 'missing' in found ? found.missing : null;
if (missing !== null && process.env.CI) throw new Error(`The MCP server is to be tested from Python, but ${missing}`);

// The first time the packages are downloaded.
vi.setConfig({ testTimeout: 300_000 });

interface Seen {
  error: boolean;
  texts: string[];
  structured: Action | null;
}

interface Report
  extends Record<'sent' | 'read' | 'approved' | 'cancelled' | 'retried' | 'unknown' | 'misspelled', Seen> {
  tools: { name: string; annotations: Record<string, unknown> }[];
  listed: { structured: { data: { id: string }[]; total: number } };
  told: [number, string][];
}

const at = systemAndTarget();
const because = missing === null ? '' : ` (${missing})`;

it.skipIf(missing !== null)(
  `serves the Python SDK: six tools, their hints, errors and progress${because}`,
  async () => {
    if ('missing' in found) return;
    const { python } = await ensurePythonEnvironment(found, `${FOLDER}/requirements.txt`);
    const { code, stdout, stderr } = await runToEnd(
      python,
      [`${FOLDER}/use_all_tools.py`, process.execPath, MCP_SERVER, at.target.url],
      {
        cwd: process.cwd(),
        env: { SAFEFETCH_API_KEY: at.system.firstKey, SAFEFETCH_API_URL: at.system.url, PYTHONIOENCODING: 'utf-8' },
      },
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const seen = JSON.parse(stdout) as Report;

    expect(seen.tools.map(({ name }) => name)).toEqual([
      'send_action',
      'get_action',
      'list_actions',
      'approve',
      'cancel',
      'retry',
    ]);
    expect(seen.tools[1]?.annotations).toMatchObject({ readOnlyHint: true, destructiveHint: false });
    expect(seen.sent).toMatchObject({ error: false, structured: { status: 'completed', response_code: 200 } });
    expect(seen.sent.structured).toEqual(await at.system.api.read(seen.sent.structured?.id ?? ''));
    expect(seen.read.structured).toMatchObject({ status: 'awaiting_approval', reason: 'Flagged' });
    expect(seen.approved).toMatchObject({ error: false, structured: { id: seen.read.structured?.id } });
    expect(seen.cancelled.structured).toMatchObject({ status: 'cancelled', cancel_reason: 'rejected' });
    expect(seen.retried.structured).toMatchObject({ retry_of: seen.cancelled.structured?.id });
    expect(seen.listed.structured.data.map(({ id }) => id)).toContain(seen.sent.structured?.id);
    expect(seen.unknown).toMatchObject({
      error: true,
      texts: [expect.stringMatching(/\(not_found\)$/), expect.any(String)],
    });
    expect(seen.misspelled).toMatchObject({ error: true, texts: [expect.stringContaining('aprove')] });
    expect(seen.told[0]).toEqual([1, expect.stringContaining(`${seen.sent.structured?.id} `)]);
  },
);
