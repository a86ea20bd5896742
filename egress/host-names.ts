import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';

/** A host as written in a URL or a setting, made comparable: lower case, no brackets, no dot at the end. */
export function normalHost(host: string): string {
  const bare = host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
  return bare.toLowerCase().replace(/\.$/, '');
}

const LABEL = /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/;

/** The comparable form of a DNS name from the configuration, or null if it is none. `127.1` and `0x7f.1` are none. */
export function parseHostName(text: string): string | null {
  const name = normalHost(domainToASCII(text));
  const labels = name.split('.');
  const last = labels.at(-1) ?? '';
  if (name.length > 253 || isIP(name) !== 0 || /^(?:\d+|0x[0-9a-f]*)$/.test(last)) return null;
  return labels.every((label) => label.length <= 63 && LABEL.test(label)) ? name : null;
}

/** `localhost` and everything under it, which are this machine whatever DNS says. */
export function isLocalhostName(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost');
}

/** `host:port` for people, with IPv6 in brackets. */
export function hostAndPort(host: string, port: number): string {
  return isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
}
