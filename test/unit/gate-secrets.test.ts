import { expect, test } from 'vitest';
import { detectSecrets } from '../../domain/gate/detectors/secrets/secrets.ts';
import { read } from '../../domain/gate/detectors/text/readings.ts';

const found = (text: string) => detectSecrets(read(text));
/** Irregular enough to be a key, and put together here so that nothing in this file looks like one. */
const letters = (length: number) => 'kJ8mQ2xV7bT4nR9wZ3pL6sD1fG5hC0yA'.repeat(7).slice(0, length);
const hex = (length: number) => '9f86d081884c7d659a2feaa0c55ad015'.repeat(4).slice(0, length);

test.each([
  ['private key', `-----BEGIN RSA PRIVATE KEY-----\n${letters(64)}\n`],
  ['private key', `{"key":"-----BEGIN PRIVATE KEY-----\\n${letters(64)}"}`],
  ['AWS key', `AKIA${'Q7XV2B4NR9WZ3PL6'}`],
  ['Google key', `AIza${letters(35)}`],
  ['GitHub token', `ghp_${letters(36)}`],
  ['GitLab token', `glpat-${letters(20)}`],
  ['Slack token', `xoxb-${'1'.repeat(12)}-${letters(24)}`],
  ['Stripe key', `sk_live_${letters(24)}`],
  ['Anthropic key', `sk-ant-api03-${letters(40)}`],
  ['SafeFetch key', `sf_live_${letters(43)}`],
  ['registry token', `npm_${letters(36)}`],
  ['JSON Web Token', `eyJ${letters(20)}.eyJ${letters(40)}.${letters(43)}`],
  ['webhook address', `https://hooks.slack.com/services/T0123ABCD/B0123ABCD/${letters(24)}`],
  ['password hash', `$2b$12$${letters(53)}`],
  ['bearer token', `Authorization: Bearer ${letters(40)}`],
  ['basic credentials', `Authorization: Basic ${letters(24)}=`],
  ['address with a password', 'postgres://app:hU7-pQ2x@db.internal:5432/app'],
  ['password', 'The password for the VPN is Gr4nat-Apfel!'],
  ['password', 'DB_PASSWORD=hU7pQ2x9'],
  ['password', 'storePassword "hU7pQ2x9"'],
  ['password', 'パスワード「hU7pQ2x9」'],
  ['session cookie', `Cookie: theme=dark; app_session=${letters(40)}`],
  ['password', 'Das Passwort lautet Sommer#2031x'],
  ['token', `x-api-key: ${hex(32)}`],
  ['token', `client_secret="${letters(32)}"`],
])('finds a %s in its form or by its name: %#', (name, text) => {
  expect(found(text)).toContain(name);
});

test.each([
  'Your password expires in 7 days; choose a new one of at least 12 characters.',
  'password: ********',
  'DB_PASSWORD=$DB_PASSWORD',
  'api_key = os.environ["API_KEY"]',
  'Authorization: Bearer <token>',
  'token: YOUR_TOKEN_HERE',
  'postgres://localhost:5432/app',
  'postgres://user:password@localhost/app',
  '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYI',
  `commit ${hex(40)}`,
  'request_id: 6f1c2a52-3b8e-4d5f-9a60-1c2d3e4f5a6b',
  'The key is under the mat.',
])('leaves alone what only speaks of one: %s', (text) => {
  expect(found(text)).toEqual([]);
});
