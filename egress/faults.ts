import { errors } from 'undici';

/** How one request ended. Nothing that a target or a network does is an exception. */

export type FaultKind = 'blocked' | 'dns' | 'connect' | 'tls' | 'timeout' | 'reset' | 'protocol' | 'incomplete';

export interface Answer {
  kind: 'answer';
  code: number;
  /** Names in lower case; a header that came several times is joined by `, `. */
  headers: Record<string, string>;
  /** Decoded, at most `maxResponseBytes`. */
  body: Buffer;
  /** Whether the decoded body was longer than that. */
  truncated: boolean;
}

export interface Fault {
  kind: 'fault';
  /**
   * `blocked`: our own rules refused it. `dns`, `connect`, `tls`: no connection. `timeout`: the deadline passed, at
   * whatever stage. `reset`: the connection ended before an answer. `incomplete`: it ended within the answer's body.
   * `protocol`: what came is not HTTP, or cannot be decoded.
   */
  fault: FaultKind;
  /** False only when it is certain that no byte of the request was written. */
  sent: boolean;
  /** The status code, when the answer had got that far. */
  responseCode: number | null;
  /** For people: what failed and at which host; never a path, a query, a header or a stack. */
  message: string;
}

export type Ending = Answer | Fault;

export const notSent = (fault: FaultKind, message: string): Fault => ({
  kind: 'fault',
  fault,
  sent: false,
  responseCode: null,
  message,
});

/** Why there is no connection. Thrown inside the connector, which undici hands on to the waiting request. */
export class ConnectionFault extends Error {
  readonly fault: FaultKind;

  constructor(fault: FaultKind, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'ConnectionFault';
    this.fault = fault;
  }
}

/** The `code` that Node's and undici's errors carry; empty without one. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

const CONNECT_WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused by',
  ECONNRESET: 'connection reset by',
  EHOSTUNREACH: 'no route to',
  ENETUNREACH: 'no route to',
  ETIMEDOUT: 'no connection in time to',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time to',
};

/** Why TCP did not connect to `target` (`host:port`). */
export function connectFault(target: string, error: unknown): ConnectionFault {
  const words = CONNECT_WORDS[errorCode(error)] ?? 'no connection to';
  return new ConnectionFault('connect', `${words} ${target}`, error);
}

const TLS_WORDS: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by an unknown authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is signed by an unknown authority',
  UNABLE_TO_GET_ISSUER_CERT: 'its certificate is signed by an unknown authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is signed by an unknown authority',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  UND_ERR_CONNECT_TIMEOUT: 'the handshake took too long',
  ECONNRESET: 'it closed the connection during the handshake',
};

/** Why TLS with `target` failed. Codes alone: the texts of these errors quote the certificate, which anyone can write. */
export function tlsFault(target: string, error: unknown): ConnectionFault {
  const code = errorCode(error);
  const words = TLS_WORDS[code] ?? (code === '' ? 'the handshake failed' : `the handshake failed (${code})`);
  return new ConnectionFault('tls', `no secure connection to ${target}: ${words}`, error);
}

/** What became of a request whose bytes were, or may have been, written. */
export function faultAfterSending(target: string, error: unknown, responseCode: number | null): Fault {
  const fault = kindAfterSending(error, responseCode);
  const words = {
    protocol: `${target} did not answer in HTTP/1.1`,
    incomplete: `${target} ended the connection in the middle of its answer`,
    reset: `${target} ended the connection without an answer`,
  } as const;
  return { kind: 'fault', fault, sent: true, responseCode, message: words[fault] };
}

function kindAfterSending(error: unknown, responseCode: number | null): 'protocol' | 'incomplete' | 'reset' {
  const code = errorCode(error);
  const text = error instanceof Error ? error.message : '';
  // undici's parser errors carry no code; the end of the connection within a chunked body is one of them.
  if (error instanceof errors.HTTPParserError && !text.includes('EOF')) return 'protocol';
  if (code === 'UND_ERR_HEADERS_OVERFLOW') return 'protocol';
  // An answer nobody asked for: 100 Continue, an upgrade.
  if (code === 'UND_ERR_SOCKET' && /^bad (?:response|upgrade)$/.test(text)) return 'protocol';
  if (responseCode !== null) return 'incomplete';
  // Two lengths that differ are found before there is a code.
  return code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' ? 'protocol' : 'reset';
}
