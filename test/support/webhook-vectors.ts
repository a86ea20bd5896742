import { readFileSync } from 'node:fs';

/** One signed message, and whether a receiver is to accept it; see the description in the file. */
export interface Vector {
  name: string;
  valid: boolean;
  secret: string;
  now: number;
  payload: string;
  headers: Record<string, string>;
  signed_by: string[] | null;
}

export const webhookVectors: { vectors: Vector[] } = JSON.parse(
  readFileSync(new URL('../../clients/webhook-vectors.json', import.meta.url), 'utf8'),
);
