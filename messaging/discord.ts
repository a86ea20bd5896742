import { codeBlock, factsBlock, inlineCode, withoutFences } from './code-block.ts';
import type { QuestionMessage } from './message.ts';
import { BUTTONS_NOTE, DOCUMENT_LABEL, REASON_LABEL, REASON_NOTE, wordingOf } from './wording.ts';

/** What Discord takes: 4,096 characters of description, 1,024 in a field, 6,000 in an embed altogether. */
const FIELD_CHARS = 1_024;
const DESCRIPTION_CHARS = 3_600;
const COLORS = { open: 0x1f5fbf, over: 0x757e8a };

/**
 * The message as a Discord webhook takes it. The links stand in the text: buttons are for applications, and a channel's
 * webhook is none.
 */
export function renderDiscord(message: QuestionMessage, now: Date): object {
  const { question, decideUrl, receiptUrl } = message;
  const wording = wordingOf(message, now);
  const { heading, title, lead, expiry, document, reason } = wording;
  const links =
    decideUrl === null
      ? [`[Receipt](<${receiptUrl}>)`]
      : [
          `**[Approve](<${decideUrl}#approve>)**  ·  **[Reject](<${decideUrl}#reject>)**  ·  [Receipt](<${receiptUrl}>)`,
          BUTTONS_NOTE,
        ];
  const top = `${inlineCode(title, withoutFences)}\n${escapeMarkdown(lead)}\n**${escapeMarkdown(expiry)}**`;
  const bottom = links.join('\n');
  const room = DESCRIPTION_CHARS - top.length - bottom.length - 2;
  return {
    allowed_mentions: { parse: [] },
    embeds: [
      {
        title: heading,
        description: `${top}\n${factsBlock(wording, Math.max(room, 200), withoutFences)}\n${bottom}`,
        color: decideUrl === null ? COLORS.over : COLORS.open,
        fields: [
          ...(document === null
            ? []
            : [{ name: DOCUMENT_LABEL, value: codeBlock(document, FIELD_CHARS, withoutFences) }]),
          ...(reason === null
            ? []
            : [{ name: `${REASON_LABEL} (${REASON_NOTE})`, value: codeBlock(reason, FIELD_CHARS, withoutFences) }]),
        ],
        footer: { text: `SafeFetch · ${question.id} · ${question.account}` },
      },
    ],
  };
}

/** A backslash before every sign that Discord could read as markup, a mention or the beginning of an address. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_~|>#[\]()<@:-]/g, '\\$&');
}
