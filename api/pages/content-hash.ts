import { createHash } from 'node:crypto';

/** What changes in an address when its content does, so that browsers may keep what they have. */
export function contentHash(content: string): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 8);
}
