import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { parsePolicyFile } from '../../policy/policy-file.ts';
import { PolicyError } from '../../policy/read-yaml.ts';

/** What is wrong with a policy file, and where. */

const parse = (text: string) => parsePolicyFile('default.yaml', Buffer.from(text));
const ruleWith = (lines: string) => `rules:\n  - name: a rule\n${lines.replace(/^/gm, '    ')}\n`;

function problem(text: string): string {
  try {
    parse(text);
  } catch (error) {
    expect(error).toBeInstanceOf(PolicyError);
    return (error as Error).message;
  }
  return expect.unreachable('it was taken for a policy');
}

test('a file is named by the SHA-256 of its bytes', () => {
  const text = 'rules: [] # a comment counts\n';
  expect(parse(text).version).toEqual({
    file: 'default.yaml',
    sha256: createHash('sha256').update(text).digest('hex'),
  });
});

test.each([
  ['no YAML', 'rules:\n  - name: "open\n', /^default\.yaml:3:1: Missing closing "quote/],
  ['the same key twice', 'rules: []\nrules: []\n', /^default\.yaml:2:1: Map keys must be unique/],
  ['an unknown tag', 'rules: !evil []\n', /^default\.yaml:1:8: Unresolved tag: !evil/],
  ['nothing at all', '', /^default\.yaml:1:1: the file: Invalid input: expected object/],
  ['no rules', 'kinds: {}\n', /^default\.yaml:1:1: rules: Invalid input: expected array/],
  ['a field that is none', 'rules: []\nrule: []\n', /^default\.yaml:2:1: rule: is not a field/],
  [
    'a misspelled field of a rule',
    ruleWith('when: "true"\noutcome: block\nreason: no\nreviewer: [a@example.com]'),
    /^default\.yaml:6:5: rules\.0\.reviewer: is not a field/,
  ],
  ['an outcome that is none', ruleWith('when: "true"\noutcome: deny'), /^default\.yaml:4:14: rules\.0\.outcome: /],
  ['a block without a reason', ruleWith('when: "true"\noutcome: block'), /^default\.yaml:2:5: rules\.0\.reason: /],
  [
    'a managed rule that does not exist',
    ruleWith('when: "true"\noutcome: pass\nloosen: [high-value]'),
    /^default\.yaml:5:14: rules\.0\.loosen\.0: /,
  ],
  [
    'loosening by a rule that does not pass',
    ruleWith('when: "true"\noutcome: block\nreason: no\nloosen: [secrets]'),
    /^default\.yaml:6:5: rules\.0\.loosen: is not a field/,
  ],
  ['a kind that is no name', 'rules: []\nkinds: { Money: [move] }\n', /^default\.yaml:2:/],
  [
    'two rules of one name',
    `${ruleWith('when: "true"\noutcome: pass')}  - { name: a rule, when: "true", outcome: pass }\n`,
    /^default\.yaml:5:13: rules\.1\.name: names another rule already/,
  ],
])('%s is refused with its place', (_what, text, expected) => {
  expect(problem(text)).toMatch(expected);
});

test('everything that is wrong is told at once', () => {
  const lines = problem(ruleWith('when: "true"\noutcome: block\nreason: no\none: 1\ntwo: 2')).split('\n');
  expect(lines).toHaveLength(2);
});

test.each([
  ['syntax', 'request.host == ', /^default\.yaml:3:26: rules\.0\.when: Unexpected token: EOF/],
  [
    'an unknown variable',
    'caller.key == "x" && requests',
    /^default\.yaml:3:32: rules\.0\.when: Unknown variable: requests/,
  ],
  ['an unknown field', 'request.hots == "a"', /^default\.yaml:3:19: rules\.0\.when: No such key: hots/],
  [
    'types that cannot be compared',
    'request.method == 1',
    /^default\.yaml:3:\d+: rules\.0\.when: no such overload: string == int/,
  ],
  [
    'a text where a yes or no is needed',
    'request.method',
    /^default\.yaml:3:11: rules\.0\.when: is no condition: it gives string/,
  ],
  ['a value that may be anything', 'request.body.flag', /is no condition: it gives dyn/],
  ['an unknown function', 'request.host.runs("x")', /found no matching overload for 'string.runs\(string\)'/],
  [
    'a pattern that RE2 does not know',
    "request.host.matches('(?<=a)b')",
    /^default\.yaml:3:32: rules\.0\.when: is not a pattern that RE2 knows/,
  ],
  ['a wrong argument of matches', 'request.host.matches(1)', /found no matching overload for 'string.matches\(int\)'/],
])('a condition with %s is refused at its character', (_what, when, expected) => {
  expect(problem(ruleWith(`when: ${when}\noutcome: pass`))).toMatch(expected);
});

test('in a text of several lines the line is the one in the file', () => {
  const when = 'when: |\n  request.method == "POST" &&\n    request.hots == "a"\noutcome: pass';
  expect(problem(ruleWith(when))).toMatch(/^default\.yaml:5:17: rules\.0\.when: No such key: hots/);
});

test('a condition that is too large to be looked through is refused', () => {
  const when = `'${Array.from({ length: 1000 }, () => 'request.host == "a"').join(' || ')}'`;
  expect(problem(ruleWith(`when: ${when}\noutcome: pass`))).toMatch(/rules\.0\.when: /);
});

test('aliases cannot blow a small file up', () => {
  const levels = ['a: &a [x, x, x, x, x, x, x, x, x]'];
  for (const [one, next] of ['ab', 'bc', 'cd', 'de', 'ef', 'fg'].map((pair) => [...pair]))
    levels.push(`${next}: &${next} [${Array.from({ length: 9 }, () => `*${one}`).join(', ')}]`);
  expect(problem(`rules: []\nx:\n${levels.map((line) => `  ${line}`).join('\n')}\n`)).toMatch(/alias/i);
});
