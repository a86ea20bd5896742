import type { Question } from '../../domain/question.ts';
import type { QuestionMessage } from '../../messaging/message.ts';

/** When the questions below are asked; they expire three hours later. */
export const ASKED_AT = new Date('2026-11-21T11:05:00.000Z');

export const question: Question = {
  id: 'act_0000000001',
  account: 'acct_a',
  digest: 'ab12'.repeat(16),
  title: 'POST api.example.com/users/u_1/deactivate',
  facts: [
    { label: 'Method', value: 'POST' },
    { label: 'Host', value: 'api.example.com' },
    { label: 'Body force', value: 'true' },
    { label: 'Asked by', value: 'key:agent' },
  ],
  document: null,
  reason: 'no sign-in for 400 days',
  asked_by: 'key:agent',
  asked_at: ASKED_AT.toISOString(),
  expires_at: '2026-11-21T14:05:00.000Z',
};

export const DECIDE_URL = 'https://safefetch.example.com/approve/the-token';
export const RECEIPT_URL = 'https://safefetch.example.com/r/rcpt_1';

export function questionMessage(
  changes: Partial<Question> = {},
  occasion: QuestionMessage['occasion'] = 'asked',
): QuestionMessage {
  return {
    kind: 'question',
    occasion,
    question: { ...question, ...changes },
    decideUrl: occasion === 'expired' ? null : DECIDE_URL,
    code: null,
    receiptUrl: RECEIPT_URL,
  };
}

/** Everything that somebody could write into a request to be taken for us, or to run on the reader's machine. */
export const HOSTILE =
  '</td></table><script>alert(1)</script><img src=x onerror=alert(1)> "quoted" \'q\' & &lt; \u202Eexe\u2069\0' +
  '\r\nBcc: all@example.com\n``` <!channel> <!here> @everyone @here <@U123> <@!1> <https://evil.example|Approve> ' +
  '[Approve](https://evil.example) https://evil.example/approve *b* _i_ ~s~ `c` ||spoiler|| # h > q :rocket: $& $1';

/** The hostile text wherever a question takes text. */
export const hostileQuestion: Partial<Question> = {
  title: HOSTILE,
  facts: [
    { label: HOSTILE, value: HOSTILE },
    { label: 'Asked by', value: HOSTILE },
  ],
  document: { text: HOSTILE, omitted: 3 },
  reason: HOSTILE,
  claims: [{ label: HOSTILE, value: HOSTILE }],
  asked_by: HOSTILE,
};

const LONG = '\u202E`<&'.repeat(256 * 1024);

/** A megabyte wherever a question takes text, and a thousand facts. */
export const hugeQuestion: Partial<Question> = {
  title: LONG,
  facts: Array.from({ length: 1_000 }, () => ({ label: LONG, value: LONG })),
  document: { text: LONG, omitted: 7 },
  reason: LONG,
  claims: Array.from({ length: 1_000 }, () => ({ label: LONG, value: LONG })),
  asked_by: LONG,
};
