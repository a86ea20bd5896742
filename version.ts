import { readFileSync } from 'node:fs';

/** The product's version, from package.json, which is one folder up once it is built. */
export const VERSION: string = readVersion();

function readVersion(): string {
  const folder = import.meta.url.endsWith('.ts') ? './' : '../';
  const text = readFileSync(new URL(`${folder}package.json`, import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
