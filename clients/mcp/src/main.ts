#!/usr/bin/env node
import process from 'node:process';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { SafeFetch } from 'safefetch';
import { createServer } from './server.ts';
import { settingsFrom } from './settings.ts';

const { stdin, stdout, stderr } = process;
const settings = settingsFrom(process.env);
if ('problem' in settings) {
  // Hosts show what a server that does not start has written here; stdout belongs to the protocol.
  stderr.write(`safefetch-mcp: ${settings.problem}\n`);
  process.exit(1);
}

const server = createServer(new SafeFetch(settings));
// The transport does not notice that its client has gone: this ends the waits, and with them the process.
stdin.on('end', () => void server.close());
stdout.on('error', () => process.exit(1));
await server.connect(new StdioServerTransport());
