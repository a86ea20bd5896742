import type { DecisionReceipt } from '../../domain/gate/decision-receipt.ts';
import { SAM } from './approvals.ts';
import { eventually } from './eventually.ts';
import { doubtful } from './gate-api.ts';
import type { Mail, MessageServers } from './message-servers.ts';
import type { Person } from './person.ts';
import type { System } from './system.ts';

/** What tests of people who review the safety gate's decisions need. */

const OUTPUT = { refund: { charge: 'ch_19f2', amount_usd: 900, api_token: 'planted-token' } };

/** A WARN about a refund, with something to mask in its output and in its context. */
export const refund = () => ({ ...doubtful({ session_note: 'planted-note' }), ai_output: OUTPUT });

export const decisionPage = (id: string) => `/dashboard/requests/${id}`;

/** The digest that a page's form posts. */
export const digestIn = ({ text }: { text: string }) => /name="digest" value="([0-9a-f]{64})"/.exec(text)?.[1] ?? '';

/** The link of the mail to SAM about this decision, and the mail. */
export async function mailAbout({ postmark }: MessageServers, id: string): Promise<{ mail: Mail; link: string }> {
  const mail = await eventually(() => postmark.mailsTo(SAM).find(({ text }) => text.includes(id)));
  return { mail, link: /\/approve\/[\w.-]+/.exec(mail.text)?.[0] ?? '' };
}

/** The path of the receipt, of which the dashboard's page knows. */
export async function receiptPath(id: string, visitor: Person): Promise<string> {
  const { text } = await visitor.open(decisionPage(id));
  return new URL(/href="([^"]*\/r\/rcpt_[^"]+)"/.exec(text)?.[1] ?? '').pathname;
}

/** The receipt as JSON, for whoever has its address. */
export async function decisionReceipt({ api }: System, path: string): Promise<DecisionReceipt> {
  return (await api.call<DecisionReceipt>('GET', path, undefined, { key: null })).body;
}
