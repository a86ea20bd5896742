import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ConfigError, configSchema, loadConfig } from '../../config.ts';

const lines = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8').split('\n');
const shown = new Map(
  lines.flatMap((line) => {
    const [, name, value] = /^# ([A-Z][A-Z0-9_]*)=(.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [[name, value ?? ''] as const];
  }),
);

test('.env.example names every variable of the schema, in its order, and no other', () => {
  expect([...shown.keys()]).toEqual(Object.keys(configSchema.shape));
});

test('the defaults it shows are the defaults', () => {
  const given = Object.fromEntries([...shown].filter(([, value]) => value !== ''));
  expect(loadConfig(given)).toEqual(loadConfig({}));
});

test('no secret stands in it', () => {
  expect(shown.get('SAFEFETCH_SECRET')).toBe('');
});

test.each([
  ['PORT', 'abc'],
  ['PORT', '70000'],
  ['LOG_LEVEL', 'loud'],
  ['RETENTION_DAYS', '1'],
  ['EGRESS_ALLOW_HTTP', 'yes'],
  ['SAFEFETCH_SECRET', 'c2hvcnQ='],
  ['PUBLIC_URL', 'ftp://example.com'],
  ['TRUSTED_PROXIES', 'everybody'],
  ['TRUSTED_PROXIES', '10.0.0.0/33'],
])('a wrong %s is refused by name, and its value %s is not repeated', (name, value) => {
  const load = () => loadConfig({ [name]: value });
  expect(load).toThrow(ConfigError);
  expect(load).toThrow(name);
  if (name === 'SAFEFETCH_SECRET') expect(load).not.toThrow(value);
});

test('a Postmark token without a sender stops the start and names what is missing', () => {
  const load = () => loadConfig({ POSTMARK_SERVER_TOKEN: 'planted-token' });
  expect(load).toThrow(/MAIL_FROM: is required with POSTMARK_SERVER_TOKEN/);
  expect(load).not.toThrow('planted-token');
  expect(loadConfig({ POSTMARK_SERVER_TOKEN: 't', MAIL_FROM: 'safefetch@example.com' }).MAIL_FROM).toBe(
    'safefetch@example.com',
  );
});
