import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import type { SendOptions } from '../options.ts';
import type { Values } from './arguments.ts';
import { UsageError } from './usage.ts';

/** What `send` was asked for. @throws UsageError */
export async function toSendOptions(values: Values, stdin: NodeJS.ReadableStream): Promise<SendOptions> {
  const url = textOf(values, 'url');
  if (url === undefined) throw new UsageError('send needs --url');
  const body = textOf(values, 'body');
  const gate = textOf(values, 'gate');
  return {
    url,
    // Checked by the server, whose list it is.
    method: textOf(values, 'method')?.toUpperCase() as SendOptions['method'],
    body: body === undefined ? undefined : await readJson('body', body, stdin),
    gate: gate === undefined ? undefined : ((await readJson('gate', gate, stdin)) as SendOptions['gate']),
    headers: headersOf(values),
    retries: wholeNumber(values, 'retries'),
    retryOn: textOf(values, 'retry-on') as SendOptions['retryOn'],
    onUnknownOutcome: textOf(values, 'on-unknown-outcome') as SendOptions['onUnknownOutcome'],
    dedupe: textOf(values, 'dedupe'),
    idempotencyKey: textOf(values, 'idempotency-key'),
    callback: textOf(values, 'callback'),
    approve: values.approve === true ? true : undefined,
    notify: notifyOf(values),
    reason: textOf(values, 'reason'),
    expiresIn: wholeNumber(values, 'expires-in'),
    sync: values.sync === true ? true : undefined,
    syncTimeout: wholeNumber(values, 'sync-timeout-ms'),
  };
}

export function textOf(values: Values, name: string): string | undefined {
  return values[name] as string | undefined;
}

export function wholeNumber(values: Values, name: string): number | undefined {
  const given = textOf(values, name);
  if (given === undefined) return undefined;
  if (!/^\d{1,12}$/.test(given)) throw new UsageError(`--${name} must be a whole number, not ${given}`);
  return Number(given);
}

async function readJson(option: string, given: string, stdin: NodeJS.ReadableStream): Promise<object | null> {
  let json = given;
  if (given === '-') json = await readAll(stdin);
  if (given.startsWith('@'))
    json = await readFile(given.slice(1), 'utf8').catch((error: Error) => {
      throw new UsageError(`--${option}: ${error.message}`);
    });
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new UsageError(`--${option} is not JSON: ${(error as Error).message}`);
  }
}

function headersOf(values: Values): Record<string, string> | undefined {
  const given = values.header as string[] | undefined;
  return given && Object.fromEntries(given.map(headerOf));
}

function headerOf(given: string): [string, string] {
  const at = given.indexOf(':');
  if (at <= 0) throw new UsageError(`--header looks like 'Name: value', not ${given}`);
  return [given.slice(0, at).trim(), given.slice(at + 1).trim()];
}

function notifyOf(values: Values): SendOptions['notify'] {
  const email = values['notify-email'] as string[] | undefined;
  const slack = values['notify-slack'] === true ? true : undefined;
  const discord = values['notify-discord'] === true ? true : undefined;
  return email || slack || discord ? { email, slack, discord } : undefined;
}
