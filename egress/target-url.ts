import { isIP } from 'node:net';
import { LIMITS } from '../domain/limits.ts';
import type { AddressPolicy } from './address-policy.ts';
import { normalHost } from './host-names.ts';

export interface TargetUrlOptions {
  policy: AddressPolicy;
  /** Whether plain http is allowed beside https. */
  allowHttp: boolean;
}

/** `message` is a sentence for the caller, without any part of the URL but its host. */
export type TargetUrlResult =
  | { ok: true; url: string }
  | { ok: false; code: 'validation_error' | 'blocked_address'; message: string };

const invalid = (problem: string): TargetUrlResult => ({
  ok: false,
  code: 'validation_error',
  message: `The URL ${problem}.`,
});

/** Scheme, authority up to the first `/` or `?`, and the host and port inside it. */
const SHAPE = /^(https?):\/\/([^/?]*)/i;
const AUTHORITY = /^(\[[^[\]]*\]|[^:[\]]*)(?::(\d*))?$/;

/**
 * Judges a URL that a caller wants a request sent to (`url` and `callback` alike), by its text alone, without DNS.
 *
 * URL parsers forgive much: `https:\\x`, `https://a@b`, a tab inside the name and fullwidth dots all parse, to
 * another host than a person reads. What is shown to an approver must be what is reached, so such text is refused
 * rather than repaired. A fragment is refused too: it is never sent, and dropping it would show more than is sent.
 * The `url` that comes back is the canonical form, pure ASCII; store, show and send that one.
 */
export function checkTargetUrl(text: string, options: TargetUrlOptions): TargetUrlResult {
  const problem = textProblem(text);
  if (problem !== null) return invalid(problem);
  const [, scheme = '', authority = ''] = SHAPE.exec(text) ?? [];
  if (scheme === '') return invalid('must be absolute and start with https:// and a host');
  const parsed = parse(text);
  const [, host = '', port] = AUTHORITY.exec(authority) ?? [];
  const authorityProblem = hostProblem(authority, host, port);
  if (authorityProblem !== null) return invalid(authorityProblem);
  if (parsed === null || parsed.username !== '' || parsed.password !== '') return invalid('is not a valid URL');
  if (parsed.protocol !== 'https:' && !options.allowHttp)
    return invalid('must start with https://; http is not allowed');

  const verdict = options.policy.checkTarget(parsed.hostname, targetPort(parsed));
  if (!verdict.allowed) return { ok: false, code: 'blocked_address', message: `${verdict.reason}.` };
  // After the address rules, so that 0x7f.1 is called what it is: a way to write 127.0.0.1.
  if (!readsAs(host, parsed.hostname)) {
    return invalid(`reads as another host than it leads to; write ${parsed.hostname} instead`);
  }
  if (parsed.href.length > LIMITS.urlBytes) return invalid(tooLong());
  return { ok: true, url: parsed.href };
}

/** The port that a parsed http or https URL leads to. */
export function targetPort(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}

function textProblem(text: string): string | null {
  if (text === '') return 'is empty';
  if (Buffer.byteLength(text) > LIMITS.urlBytes) return tooLong();
  if (/[\u0000-\u001f\u007f-\u009f]/.test(text))
    return 'has a control character in it (a tab, a line break or the like)';
  if (/^\s|\s$/.test(text)) return 'starts or ends with white space';
  if (/\p{Surrogate}/u.test(text)) return 'has half a character in it (a lone surrogate)';
  if (text.includes('\\')) return 'has a backslash in it; write / between parts of the path and %5C for a backslash';
  if (text.includes('#')) return 'has a fragment (#…), which is never sent; leave it out, or write %23 for a #';
  return null;
}

function hostProblem(authority: string, host: string, port: string | undefined): string | null {
  if (authority.includes('@')) return 'has a user name or password before an @; send credentials in a header instead';
  if (host === '') return 'has no host, or one that cannot be read';
  if (port !== undefined && Number(port) === 0) return 'has a port of 0 or none after the colon';
  if (host.includes('%')) return 'has a percent-encoded host; write the name as it is';
  if (/[^\x21-\x7e]/.test(host)) return 'has a host with other than ASCII characters; write its xn-- form';
  if (host.split('.').slice(0, -1).includes('') || host.endsWith('..')) return 'has a host with an empty part in it';
  return null;
}

/** Case and the many ways to shorten an IPv6 address are one reading; anything else the parser changed is not. */
function readsAs(host: string, hostname: string): boolean {
  return host.toLowerCase() === hostname || (host.startsWith('[') && isIP(normalHost(hostname)) === 6);
}

function parse(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

function tooLong(): string {
  return `is longer than ${LIMITS.urlBytes} bytes`;
}
