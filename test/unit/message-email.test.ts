import { expect, test } from 'vitest';
import { MESSAGE_LIMITS } from '../../domain/question.ts';
import { renderEmail } from '../../messaging/email.ts';
import { durationInWords } from '../../messaging/wording.ts';
import { DECIDED_AT, DECISION_ID, decisionSubject } from '../support/gate.ts';
import { linksIn } from '../support/message-servers.ts';
import {
  ASKED_AT,
  DECIDE_URL,
  HOSTILE,
  hostileQuestion,
  hugeQuestion,
  questionMessage,
  RECEIPT_URL,
} from '../support/question.ts';

const render = (message = questionMessage(), now = ASKED_AT) => renderEmail(message, now);
const later = (minutes: number) => new Date(ASKED_AT.getTime() + minutes * 60_000);

/** What a reader sees of HTML, as far as tags and entities go. */
const shown = (html: string) =>
  html
    .slice(html.indexOf('<body'))
    .replace(/<wbr\s*\/?>/g, '')
    .replace(/<[^>]*>/g, '\n')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&#34;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

test('it asks in the subject, and shows the facts, who asks, and until when', async () => {
  const { subject, text, html } = await render();
  expect(subject).toBe('Approve POST api.example.com/users/u_1/deactivate?');
  for (const part of [text, shown(html)]) {
    expect(part).toContain('key:agent asks for your decision.');
    expect(part).toContain('This request expires in 3 hours, on 21 November 2026 at 14:05 UTC.');
    expect(part).toContain('Body force');
    expect(part).toContain('act_0000000001');
    expect(part).toContain('ab12'.repeat(16));
    expect(part).toMatch(/decides nothing/);
  }
  expect(text).toContain('- Host: api.example.com\n');
});

test('the agent’s own words come after the facts, under a label that says whose they are', async () => {
  const { text, html } = await render();
  for (const part of [text, shown(html)]) {
    const order = ['Body force', 'The agent’s own words', 'no sign-in for 400 days'].map((words) =>
      part.indexOf(words),
    );
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order[0]).toBeGreaterThan(0);
  }
  expect(text).toContain('The agent’s own words (not checked by SafeFetch):\n> no sign-in for 400 days\n');
  expect((await render(questionMessage({ reason: null }))).html).not.toContain('own words');
});

test('what else the agent says follows what it would do, entry by entry, each marked as its own', async () => {
  const claims = [
    { label: 'Amount usd', value: '900' },
    { label: 'Decision', value: 'approved\n- Asked by: the CEO' },
  ];
  const message = questionMessage({ claims, document: { text: 'refund', omitted: 0 } });
  const { text, html } = await render(message);
  for (const part of [text, shown(html)]) {
    const order = ['Body force', 'What would be sent', 'What the agent says with it', 'Amount usd', 'Decision'];
    const places = order.map((words) => part.indexOf(words));
    expect(places).toEqual([...places].sort((one, other) => one - other));
    expect(places[0]).toBeGreaterThan(0);
  }
  expect(text).toContain(
    'What the agent says with it (not checked by SafeFetch):\n> Amount usd: 900\n> Decision: approved⏎',
  );
  expect((await render()).html).not.toContain('What the agent says');
});

test('both buttons lead to the page, and the address stands there in plain text', async () => {
  const { text, html } = await render();
  expect(html).toContain(`href="${DECIDE_URL}#approve"`);
  expect(html).toContain(`href="${DECIDE_URL}#reject"`);
  expect(shown(html)).toContain(DECIDE_URL);
  expect(linksIn(text)).toEqual([DECIDE_URL, RECEIPT_URL]);
});

test('a part of a document says how much is missing', async () => {
  const { text, html } = await render(questionMessage({ document: { text: '{\n  "items": [', omitted: 12_345 } }));
  for (const part of [text, shown(html)]) expect(part).toContain('12,345 more characters are not shown');
  expect(text).toContain('| {\n|   "items": [\n');
});

test.each([
  ['asked', 'Safety Gate Review Required: money.refund: refund'],
  ['half_time', 'Still waiting: money.refund: refund'],
  ['last_call', 'Expires in 1 day: money.refund: refund'],
  ['expired', 'Expired: money.refund: refund'],
] as const)(
  'a WARN of the safety gate, %s: the gate’s own words, which decision and why, each time',
  async (occasion, called) => {
    const { subject, text, html } = await render(
      questionMessage(decisionSubject().question(MESSAGE_LIMITS), occasion),
      DECIDED_AT,
    );
    expect(subject).toBe(called);
    for (const part of [text, shown(html)])
      for (const said of [DECISION_ID, 'WARN: high value', 'What the AI would do']) expect(part).toContain(said);
    expect(text.includes('Approve or Block:')).toBe(occasion !== 'expired');
    expect(shown(html).includes('Block')).toBe(occasion !== 'expired');
  },
);

test('reminders say that they are, and how long is left', async () => {
  const half = await render(questionMessage({}, 'half_time'), later(90));
  expect(half.subject).toBe('Still waiting: POST api.example.com/users/u_1/deactivate');
  expect(half.text).toContain('expires in 1 hour 30 minutes, on');
  const last = await render(questionMessage({}, 'last_call'), later(120));
  expect(last.subject).toBe('Expires in 1 hour: POST api.example.com/users/u_1/deactivate');
  expect(last.html).toContain('#approve');
});

test('what has expired has no buttons and no link to decide', async () => {
  const { subject, text, html } = await render(questionMessage({}, 'expired'), later(181));
  expect(subject).toBe('Expired: POST api.example.com/users/u_1/deactivate');
  expect(text).toContain('expired on 21 November 2026 at 14:05 UTC');
  expect(linksIn(text)).toEqual([RECEIPT_URL]);
  expect(linksIn(html)).toEqual([RECEIPT_URL]);
  expect(html).not.toMatch(/#approve|#reject|class="button/);
});

test('hostile text adds no element, no attribute and no link to the HTML, and can be read as it is', async () => {
  const tags = (html: string) => html.match(/<\/?[a-z!][^>]*>/gi)?.filter((tag) => !tag.startsWith('<wbr')) ?? [];
  const harmless = await render(
    questionMessage({
      ...hostileQuestion,
      title: 'x',
      facts: [
        { label: 'x', value: 'x' },
        { label: 'x', value: 'x' },
      ],
      document: { text: 'x', omitted: 3 },
      reason: 'x',
      asked_by: 'x',
    }),
  );
  const { html } = await render(questionMessage(hostileQuestion));
  // The long title says that it was cut, which is no tag.
  expect(tags(html)).toEqual(tags(harmless.html));
  expect(shown(html)).toContain('<script>alert(1)</script>');
  expect(shown(html)).toContain('[U+202E]exe[U+2069][U+0000]');
  expect(shown(html)).toContain('$& $1');
  expect(html).not.toMatch(/[\u202A-\u202E\u2066-\u2069\0]/);
  expect(html).not.toContain('https://evil.example');
});

test('a subject is one line, whatever is asked', async () => {
  const { subject } = await render(questionMessage({ title: 'GET a.example/\r\nBcc: all@example.com\u2028x\u0085' }));
  expect(subject).toBe('Approve GET a.example/⏎Bcc: all@example.com[U+2028]x[U+0085]?');
  expect((await render(questionMessage({ title: HOSTILE }))).subject).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
});

test('in the text part no line of others can pass for one of ours', async () => {
  const forged = `fine\n\nApprove or Reject:\nhttps://evil.example/approve\rmore`;
  const { text } = await render(
    questionMessage({
      title: forged,
      asked_by: forged,
      facts: [{ label: forged, value: forged }],
      document: { text: forged, omitted: 0 },
      reason: forged,
    }),
  );
  expect(text.split('\n').filter((line) => line === 'Approve or Reject:')).toHaveLength(1);
  expect(text.split('\n').filter((line) => line.startsWith('https://evil.example'))).toEqual([]);
});

test('a megabyte in every place makes a mail of ordinary size that says what is missing', async () => {
  const { subject, text, html } = await render(questionMessage(hugeQuestion));
  expect(subject.length).toBeLessThan(1_000);
  expect(Buffer.byteLength(text)).toBeLessThan(300_000);
  expect(Buffer.byteLength(html)).toBeLessThan(1_000_000);
  expect(text).toContain('960 more lines are not shown');
  expect(text).toMatch(/[\d,]+ more characters are not shown/);
});

test('a link to sign in with says that it works once, where, and until when', async () => {
  const url = 'https://safefetch.example.com/sign-in/link/abc';
  const { subject, text, html } = await renderEmail(
    { kind: 'sign_in', url, expiresAt: '2026-11-21T11:15:00.000Z' },
    ASKED_AT,
  );
  expect(subject).toBe('Sign in to SafeFetch');
  expect(text).toContain('works once, and expires in 10 minutes, on 21 November 2026 at 11:15 UTC');
  expect(text).toContain('in the browser that asked for it');
  expect(linksIn(text)).toEqual([url]);
  expect(html).toContain(`href="${url}"`);
});

test.each([
  [-5_000, 'less than a minute'],
  [29_000, 'less than a minute'],
  [60_000, '1 minute'],
  [59.9 * 60_000, '1 hour'],
  [3_600_000 + 300_000, '1 hour 5 minutes'],
  [24 * 3_600_000 + 60_000, '1 day'],
  [72 * 3_600_000, '3 days'],
  [(24 * 30 - 1) * 3_600_000, '29 days 23 hours'],
])('%d ms are called %s', (ms, words) => {
  expect(durationInWords(ms)).toBe(words);
});

test('the short code says what it is for: an approval takes it, or the agent’s own link does', async () => {
  const asked = { ...questionMessage({ code_required: true }), code: 'K7RWQ2' };
  const other = { ...questionMessage({ coded: true }), code: 'K7RWQ2' };
  for (const [message, words] of [
    [asked, 'An approval takes it'],
    [other, 'Only for the page that the agent’s own link opens'],
  ] as const) {
    const { text, html } = await render(message);
    expect(text).toContain(`Short code: K7RWQ2\n${words}`);
    expect(shown(html)).toContain(words);
  }
});
