import { codeBlock, factsBlock, inlineCode, withoutFences } from './code-block.ts';
import type { QuestionMessage } from './message.ts';
import { BUTTONS_NOTE, CLAIMS_LABEL, REASON_LABEL, REASON_NOTE, wordingOf } from './wording.ts';

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
  const { heading, title, lead, expiry, facts, document, documentLabel, reason, claims, approve, reject } = wording;
  const receipt = receiptUrl === null ? [] : [`[Receipt](<${receiptUrl}>)`];
  const links =
    decideUrl === null
      ? receipt
      : [
          [`**[${approve}](<${decideUrl}#approve>)**`, `**[${reject}](<${decideUrl}#reject>)**`, ...receipt].join(
            '  ·  ',
          ),
          BUTTONS_NOTE,
        ];
  const until = expiry === null ? '' : `\n**${escapeMarkdown(expiry)}**`;
  const top = `${inlineCode(title, withoutFences)}\n${escapeMarkdown(lead)}${until}`;
  const bottom = links.join('\n');
  // A field more is so much less room for what stands over it.
  const room = DESCRIPTION_CHARS - (claims === null ? 0 : FIELD_CHARS) - top.length - bottom.length - 2;
  return {
    allowed_mentions: { parse: [] },
    embeds: [
      {
        title: heading,
        description: `${top}\n${factsBlock(facts, Math.max(room, 200), withoutFences)}\n${bottom}`,
        color: decideUrl === null ? COLORS.over : COLORS.open,
        fields: [
          ...(document === null
            ? []
            : [{ name: documentLabel, value: codeBlock(document, FIELD_CHARS, withoutFences) }]),
          ...(reason === null
            ? []
            : [{ name: `${REASON_LABEL} (${REASON_NOTE})`, value: codeBlock(reason, FIELD_CHARS, withoutFences) }]),
          ...(claims === null
            ? []
            : [{ name: `${CLAIMS_LABEL} (${REASON_NOTE})`, value: factsBlock(claims, FIELD_CHARS, withoutFences) }]),
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
