import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { RequestOptions } from '@modelcontextprotocol/sdk/shared/protocol.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';

export const MCP_SERVER = 'clients/mcp/dist/main.js';

export interface McpSession {
  client: Client;
  transport: StdioClientTransport;
  /** Everything the server wrote to stderr. */
  stderr(): string;
  call(name: string, input?: Record<string, unknown>, options?: RequestOptions): Promise<CallToolResult>;
  close(): Promise<void>;
}

/** The npm SDK's client, speaking over stdio with a server process that gets this environment and PATH alone. */
export async function startMcp(env: Record<string, string>, file = MCP_SERVER): Promise<McpSession> {
  const { PATH = '' } = process.env;
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [file],
    env: { PATH, ...env },
    stderr: 'pipe',
  });
  let stderr = '';
  transport.stderr?.on('data', (chunk) => (stderr += String(chunk)));
  const client = new Client({ name: 'a-test', version: '1.0.0' });
  await client.connect(transport);
  // Knows the output schemas from here on, and refuses what does not fit them.
  await client.listTools();
  return {
    client,
    transport,
    stderr: () => stderr,
    call: async (name, input = {}, options = {}) =>
      (await client.callTool({ name, arguments: input }, undefined, options)) as CallToolResult,
    close: () => client.close(),
  };
}

/** The texts of an answer: first a sentence, then JSON. */
export function textsOf({ content }: CallToolResult): string[] {
  return content.map((part) => (part.type === 'text' ? part.text : part.type));
}
