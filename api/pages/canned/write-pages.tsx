import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { escapeHtml } from '@kitajs/html';
import { renderEmail } from '../../../messaging/email.ts';
import { LIVE_SCRIPT } from '../live.ts';
import { LOGO } from '../logo.ts';
import { OutboxEmailPage } from '../outbox.tsx';
import { STYLE } from '../style/index.ts';
import { email } from './other-states.tsx';
import { NOW, RECORDS } from './records.ts';
import { type State, WHO } from './state.ts';
import { STATES } from './states.ts';
import { questionOf } from './views.ts';

/**
 * Writes every page in every state to `folder`, and an index.html that leads to each.
 *
 * @returns how many
 */
export async function writePages(folder: string): Promise<number> {
  await mkdir(folder, { recursive: true });
  const mail = await canned();
  const assets = { 'style.css': STYLE, 'live.js': LIVE_SCRIPT, 'logo.svg': LOGO, 'message.html': mail.html };
  const states: State[] = [...STATES, ['outbox, message', <OutboxEmailPage who={WHO} email={mail} now={NOW} />]];
  const files = await Promise.all(states.map(async ([name, page]) => [fileName(name), beside(await page)] as const));
  const links = states.map(([name]) => `<li><a href="${fileName(name)}">${escapeHtml(name)}</a></li>`).join('\n');
  const index = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Pages</title><ul>${links}</ul>`;
  const all = [...Object.entries(assets), ...files, ['index.html', index] as const];
  await Promise.all(all.map(([name, content]) => writeFile(join(folder, name), content)));
  return files.length;
}

/** What a reviewer is sent. */
async function canned() {
  const question = questionOf(RECORDS.waiting);
  const links = {
    decideUrl: 'http://localhost:3000/approve/token',
    code: null,
    receiptUrl: 'http://localhost:3000/r/rcpt_x',
  };
  const content = await renderEmail({ kind: 'question', occasion: 'asked', question, ...links }, NOW);
  return email('1', content.subject, content);
}

export function fileName(state: string): string {
  return `${state.replaceAll(/[^a-z]+/gi, '-').toLowerCase()}.html`;
}

/** Opened as files, pages find what belongs to them in their own folder. */
function beside(page: string): string {
  return page
    .replaceAll('src="/outbox/1/html"', 'src="message.html"')
    .replaceAll(/(href|src)="\/(style\.css|live\.js|logo\.svg)[^"]*"/g, '$1="$2"');
}
