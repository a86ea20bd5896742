import { codeBlock, factsBlock, inlineCode, slackEncode } from './code-block.ts';
import type { QuestionMessage } from './message.ts';
import { BUTTONS_NOTE, CLAIMS_LABEL, REASON_LABEL, REASON_NOTE, type Wording, wordingOf } from './wording.ts';

/** What Slack takes: 50 blocks, 3,000 characters in a section's text, 75 on a button. */
const SECTION_CHARS = 3_000;
/** Keeps a message readable in a channel; the page shows all. */
const BLOCK_CHARS = 2_000;

/** The message as an incoming webhook takes it: Block Kit, and text for notifications. */
export function renderSlack(message: QuestionMessage, now: Date): object {
  const { question, decideUrl, receiptUrl } = message;
  const wording = wordingOf(message, now);
  const { subject, heading, title, lead, expiry, facts, document, documentLabel, reason, claims } = wording;
  const escaped = (text: string) => [...text].map(slackEncode).join('');
  return {
    text: escaped(subject),
    // No markup, no links and no mentions in what is not marked as such.
    mrkdwn: false,
    link_names: false,
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: heading, emoji: false } },
      section(inlineCode(title, slackEncode)),
      { type: 'section', text: { type: 'plain_text', text: [lead, expiry].filter(Boolean).join('\n'), emoji: false } },
      section(factsBlock(facts, SECTION_CHARS, slackEncode)),
      ...(document === null ? [] : [section(labelled(documentLabel, codeBlock(document, BLOCK_CHARS, slackEncode)))]),
      ...(reason === null
        ? []
        : [section(labelled(REASON_LABEL, codeBlock(reason, BLOCK_CHARS, slackEncode), REASON_NOTE))]),
      ...(claims === null
        ? []
        : [section(labelled(CLAIMS_LABEL, factsBlock(claims, BLOCK_CHARS, slackEncode), REASON_NOTE))]),
      ...(decideUrl === null ? [] : [buttons(decideUrl, wording)]),
      context([
        ...(decideUrl === null ? [] : [`${BUTTONS_NOTE} <${decideUrl}|Open the request>`]),
        `${receiptUrl === null ? '' : `<${receiptUrl}|Receipt> · `}${escaped(question.id)} · ${escaped(question.account)}`,
      ]),
    ],
  };
}

function labelled(label: string, block: string, note?: string): string {
  return `*${label}*${note === undefined ? '' : ` (${note})`}\n${block}`;
}

function section(text: string) {
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } };
}

function context(lines: string[]) {
  return { type: 'context', elements: lines.map((text) => ({ type: 'mrkdwn', text, verbatim: true })) };
}

/** They only open the page; an app that takes no presses back can have such buttons too. */
function buttons(decideUrl: string, { approve, reject }: Wording) {
  const button = (label: string, style: string, anchor: string) => ({
    type: 'button',
    text: { type: 'plain_text', text: label, emoji: false },
    style,
    url: `${decideUrl}#${anchor}`,
    action_id: anchor,
  });
  return { type: 'actions', elements: [button(approve, 'primary', 'approve'), button(reject, 'danger', 'reject')] };
}
