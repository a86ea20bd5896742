import { expect, test } from 'vitest';
import { renderDiscord } from '../../messaging/discord.ts';
import { renderSlack } from '../../messaging/slack.ts';
import { discordProblem, slackProblem } from '../support/message-limits.ts';
import {
  ASKED_AT,
  DECIDE_URL,
  hostileQuestion,
  hugeQuestion,
  questionMessage,
  RECEIPT_URL,
} from '../support/question.ts';

const FORMS = [
  { name: 'Slack', render: renderSlack, problem: slackProblem },
  { name: 'Discord', render: renderDiscord, problem: discordProblem },
] as const;

/** Every text in a message, without our own code blocks, inside which nothing is read as markup. */
const texts = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(texts) : [];
};
const outsideCode = (value: unknown) =>
  texts(value)
    .join('\n')
    .replace(/```[^`]*```|`[^`]*`/g, '«code»');

for (const { name, render, problem } of FORMS) {
  const rendered = (...args: Parameters<typeof questionMessage>) => render(questionMessage(...args), ASKED_AT);

  test(`${name}: the same facts, who asks, until when, and links that decide nothing by themselves`, () => {
    const all = texts(rendered({ document: { text: '{"a":1}', omitted: 9 } })).join('\n');
    expect(all).toContain('Approve this request?');
    expect(all).toContain('POST api.example.com/users/u_1/deactivate');
    expect(all).toMatch(/^Body force {2}true$/m);
    expect(all).toContain('in 3 hours, on 21 November 2026 at 14');
    expect(all).toContain('9 more characters are not shown');
    expect(all).toContain('The agent’s own words');
    expect(all).toContain('no sign-in for 400 days');
    expect(all).toContain(`${DECIDE_URL}#approve`);
    expect(all).toContain(`${DECIDE_URL}#reject`);
    expect(all).toContain(RECEIPT_URL);
    expect(all).toContain('Opening it decides nothing');
  });

  test(`${name}: what has expired offers nothing to decide`, () => {
    const all = JSON.stringify(rendered({}, 'expired'));
    expect(all).toContain('Expired without a decision');
    expect(all).not.toContain(DECIDE_URL);
    expect(all).not.toContain('"button"');
  });

  test(`${name}: hostile text stays inside code, and cannot end it`, () => {
    const message = rendered({ ...hostileQuestion, asked_by: 'key:agent' });
    const around = outsideCode(message);
    expect(around).toContain('«code»');
    for (const text of texts(message)) expect((text.match(/`/g) ?? []).length % 2).toBe(0);
    // The notification that Slack shows has no markup; see below.
    const markup = name === 'Slack' ? around.replace(/^Approve .*$/m, '') : around;
    expect(markup).not.toMatch(/evil\.example|@everyone|@here|rocket|spoiler|script/);
    expect(texts(message).join('\n')).toContain('[U+202E]exe[U+2069][U+0000]');
    expect(texts(message).join('\n')).not.toMatch(/[\u202A-\u202E\u2066-\u2069\0\r]/);
  });

  test(`${name}: a megabyte in every place obeys every limit and says what is missing`, () => {
    const message = rendered(hugeQuestion);
    expect(problem(message)).toBeNull();
    const all = texts(message).join('\n');
    expect(all).toMatch(/[\d,]{7,} more characters are not shown/);
    expect(all).toMatch(/9\d\d more lines are not shown/);
    expect(all).toContain(`${DECIDE_URL}#approve`);
  });

  test(`${name}: nothing else than the question itself obeys the limits too`, () => {
    for (const changes of [{}, { reason: null, facts: [] }, hostileQuestion])
      for (const occasion of ['asked', 'half_time', 'last_call', 'expired'] as const)
        expect(problem(rendered(changes, occasion))).toBeNull();
  });
}

test('Slack: entities are written wherever it reads them, and nothing is parsed, linked or unfurled', () => {
  const message = renderSlack(questionMessage(hostileQuestion), ASKED_AT);
  const marked = JSON.stringify(message, (_key, value) => (value?.type === 'plain_text' ? null : value));
  expect(marked).not.toMatch(/<[!@#]|<https:\/\/evil/);
  expect(marked).toContain('&lt;!channel&gt;');
  expect(marked.match(/"type":"mrkdwn"/g)?.length).toBe(marked.match(/"verbatim":true/g)?.length);
  expect(message).toMatchObject({ mrkdwn: false, link_names: false, unfurl_links: false, unfurl_media: false });
});

test('Discord: nobody is mentioned, and who asks is text, whatever they are called', () => {
  const message = renderDiscord(questionMessage({ asked_by: '**[x](https://evil.example)** @everyone' }), ASKED_AT);
  expect(message).toMatchObject({ allowed_mentions: { parse: [] } });
  expect(outsideCode(message)).toContain('\\*\\*\\[x\\]\\(https\\://evil.example\\)\\*\\* \\@everyone asks');
});
