import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { escapeHtml } from '@kitajs/html';
import { LIVE_SCRIPT } from '../live.ts';
import { LOGO } from '../logo.ts';
import { STYLE } from '../style/index.ts';
import { STATES } from './states.tsx';

/**
 * Writes every page in every state to `folder`, and an index.html that leads to each.
 *
 * @returns how many
 */
export async function writePages(folder: string): Promise<number> {
  await mkdir(folder, { recursive: true });
  const assets = { 'style.css': STYLE, 'live.js': LIVE_SCRIPT, 'logo.svg': LOGO };
  const files = await Promise.all(STATES.map(async ([name, page]) => [fileName(name), beside(await page)] as const));
  const links = STATES.map(([name]) => `<li><a href="${fileName(name)}">${escapeHtml(name)}</a></li>`).join('\n');
  const index = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Pages</title><ul>${links}</ul>`;
  const all = [...Object.entries(assets), ...files, ['index.html', index] as const];
  await Promise.all(all.map(([name, content]) => writeFile(join(folder, name), content)));
  return files.length;
}

export function fileName(state: string): string {
  return `${state.replaceAll(/[^a-z]+/gi, '-').toLowerCase()}.html`;
}

/** Opened as files, pages find what belongs to them in their own folder. */
function beside(page: string): string {
  return page.replaceAll(/(href|src)="\/(style\.css|live\.js|logo\.svg)[^"]*"/g, '$1="$2"');
}
