import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { visibleLine } from '../domain/visible-text.ts';
import type { Email } from './email.ts';
import type { Outbox } from './messenger.ts';

/** An e-mail that was kept instead of sent. */
export interface KeptEmail extends Email {
  /** Sorts by time. */
  id: string;
  /** ISO 8601. */
  at: string;
}

/** The development outbox: one file a message, which only its owner may read, because links that decide are in it. */
export interface OutboxStore extends Outbox {
  /** The newest of an account, newest first. */
  list(account: string): Promise<KeptEmail[]>;
  /** Null when there is no such message of this account. */
  read(account: string, id: string): Promise<KeptEmail | null>;
}

export interface OutboxOptions {
  folder: string;
  /** What the address of the outbox's pages starts with. */
  publicUrl: string;
  /** Is told a line about each message that arrives: whom it is for and where it is shown, never a link in it. */
  announce(line: string): void;
  now(): Date;
  /** Older ones are deleted. Default 500. */
  capacity?: number;
}

const CAPACITY = 500;
/** On one page of the list. */
const LISTED = 100;
const FILE = /^(\d{8}T\d{9}Z-[0-9a-f]{12})\.json$/;

export function createOutbox({ folder, publicUrl, announce, now, capacity = CAPACITY }: OutboxOptions): OutboxStore {
  const read = async (account: string, id: string): Promise<KeptEmail | null> => {
    if (!FILE.test(`${id}.json`)) return null;
    const email = await readEmail(join(folder, `${id}.json`));
    return email?.account === account ? { ...email, id } : null;
  };
  return {
    read,
    async keep(email) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const at = now().toISOString();
      const id = `${at.replace(/[-:.]/g, '')}-${randomBytes(6).toString('hex')}`;
      await writeFileAtomic(join(folder, `${id}.json`), JSON.stringify({ ...email, at }), { mode: 0o600 });
      await deleteOldest(folder, capacity);
      announce(`E-mail for ${visibleLine(email.to)}, not sent but kept: ${publicUrl}/outbox/${id}`);
    },
    async list(account) {
      const listed: KeptEmail[] = [];
      for (const id of (await idsIn(folder)).reverse()) {
        const email = await read(account, id);
        if (email !== null) listed.push(email);
        if (listed.length === LISTED) break;
      }
      return listed;
    },
  };
}

/** Oldest first. */
async function idsIn(folder: string): Promise<string[]> {
  const names = (await unlessMissing(readdir(folder))) ?? [];
  return names.flatMap((name) => FILE.exec(name)?.[1] ?? []).sort();
}

async function deleteOldest(folder: string, capacity: number): Promise<void> {
  const ids = await idsIn(folder);
  for (const id of ids.slice(0, Math.max(0, ids.length - capacity)))
    await rm(join(folder, `${id}.json`), { force: true });
}

/** Null when it is not there, or not one of ours. */
async function readEmail(file: string): Promise<Omit<KeptEmail, 'id'> | null> {
  const text = await unlessMissing(readFile(file, 'utf8'));
  if (text === null) return null;
  try {
    return JSON.parse(text) as Omit<KeptEmail, 'id'>;
  } catch {
    return null;
  }
}

async function unlessMissing<T>(found: Promise<T>): Promise<T | null> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
