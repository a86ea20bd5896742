import { readFileSync } from 'node:fs';
import type { Action } from '../action.ts';
import { SafeFetch } from '../client.ts';
import { isSafeFetchError, type SafeFetchError } from '../errors.ts';
import { type ParsedCommand, parseCommandLine } from './arguments.ts';
import { actionText, listText, moreText, printable, statusText } from './print.ts';
import { Progress, progressText, type Terminal } from './progress.ts';
import { textOf, toSendOptions, wholeNumber } from './send-options.ts';
import { findSettings } from './settings.ts';
import { helpFor, UsageError } from './usage.ts';

/** What the command sees of the world. */
export interface World {
  env: Record<string, string | undefined>;
  cwd: string;
  home: string;
  stdin: NodeJS.ReadableStream;
  stdout: Terminal;
  stderr: Terminal;
}

interface Task extends ParsedCommand {
  client: SafeFetch;
  world: World;
}

/** Runs one call of the command. @returns its exit code: 0 ok, 1 refused or failed, 2 wrong usage */
export async function run(args: string[], world: World): Promise<number> {
  if (args.length === 0) {
    world.stderr.write(`${helpFor(undefined)}\n`);
    return 2;
  }
  try {
    const parsed = parseCommandLine(args);
    if (parsed.help || parsed.version) {
      world.stdout.write(`${parsed.help ? helpFor(parsed.command) : version()}\n`);
      return 0;
    }
    return (await COMMANDS[parsed.command ?? '']?.({ ...parsed, client: await clientFor(parsed, world), world })) ?? 2;
  } catch (error) {
    return explain(error, args, world.stderr);
  }
}

async function clientFor({ apiKey, apiUrl }: ParsedCommand, world: World): Promise<SafeFetch> {
  return new SafeFetch(await findSettings({ ...world, apiKey, apiUrl }));
}

const COMMANDS: Record<string, (task: Task) => Promise<number>> = {
  send,
  list,
  get: async (task) => show(task, await task.client.get(idOf(task))),
  approve: async (task) => show(task, await task.client.approve(idOf(task), decisionOf(task))),
  cancel: async (task) => show(task, await task.client.cancel(idOf(task), decisionOf(task))),
  retry: async (task) =>
    show(task, await task.client.retry(idOf(task), { idempotencyKey: textOf(task.values, 'idempotency-key') })),
  wait,
};

async function send(task: Task): Promise<number> {
  const { client, values, world } = task;
  const options = await toSendOptions(values, world.stdin);
  if (!options.sync) return show(task, await client.send(options));
  const progress = new Progress(world.stderr, `${options.method ?? 'POST'} ${options.url}`);
  const action = await client.send(options).finally(() => progress.stop());
  return showOutcome(task, action);
}

async function wait(task: Task): Promise<number> {
  const { client, values, world } = task;
  const timeoutMs = wholeNumber(values, 'timeout-ms');
  const id = idOf(task);
  const progress = new Progress(world.stderr, id);
  const action = await client
    .waitFor(id, { timeoutMs, onUpdate: (seen) => progress.update(progressText(seen)) })
    .finally(() => progress.stop());
  return showOutcome(task, action);
}

async function list({ client, values, json, world }: Task): Promise<number> {
  const page = await client.list({
    // Checked by the server, whose list it is.
    status: textOf(values, 'status') as Action['status'] | undefined,
    limit: wholeNumber(values, 'limit'),
    offset: wholeNumber(values, 'offset'),
    cursor: textOf(values, 'cursor'),
  });
  world.stdout.write(json ? jsonLine(page) : listText(page));
  if (!json) world.stderr.write(moreText(page));
  return 0;
}

function show({ json, world }: Task, action: Action): number {
  world.stdout.write(json ? jsonLine(action) : actionText(action));
  return 0;
}

/** Whoever waited wants to know in the exit code what became of it. */
function showOutcome(task: Task, action: Action): number {
  show(task, action);
  if (action.status === 'completed') return 0;
  const goesOn = !['failed', 'cancelled'].includes(action.status);
  const hint = goesOn ? `; it goes on: safefetch wait ${action.id}` : '';
  task.world.stderr.write(`safefetch: ${statusText(action)}${hint}\n`);
  return 1;
}

function idOf({ positionals }: Task): string {
  return positionals[0] ?? '';
}

function decisionOf({ values }: Task): { comment: string | undefined; code: string | undefined } {
  return { comment: textOf(values, 'comment'), code: textOf(values, 'code') };
}

function jsonLine(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function explain(error: unknown, args: string[], stderr: Terminal): number {
  if (error instanceof UsageError) {
    stderr.write(`safefetch: ${printable(error.message)}\nTry safefetch --help, or safefetch COMMAND --help.\n`);
    return 2;
  }
  if (!isSafeFetchError(error)) throw error;
  stderr.write(args.includes('--json') ? jsonLine(errorJson(error)) : errorText(error));
  return error.code === 'invalid_argument' ? 2 : 1;
}

function errorJson({ code, status, message, details, request_id }: SafeFetchError): unknown {
  return { error: { code, status, message, details, request_id } };
}

function errorText({ code, message, details, request_id }: SafeFetchError): string {
  const lines = [`safefetch: ${message} (${code})`];
  for (const detail of details) lines.push(`  ${detail.path}: ${detail.message}`);
  if (request_id !== null) lines.push(`  request id: ${request_id}`);
  return lines.map((line) => `${printable(line)}\n`).join('');
}

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
