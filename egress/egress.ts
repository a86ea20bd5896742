import { Agent } from 'undici';
import { METHODS, type Method } from '../domain/action.ts';
import { headerProblem, isOwnHeader, refusedHeader } from '../domain/headers.ts';
import type { AddressPolicy } from './address-policy.ts';
import { createConnector } from './connector.ts';
import { Exchange } from './exchange.ts';
import { type Answer, type Ending, type Fault, notSent } from './faults.ts';
import { hostAndPort, normalHost } from './host-names.ts';
import { type Resolve, resolveWithSystem } from './resolve.ts';
import { checkTargetUrl, targetPort } from './target-url.ts';

export interface EgressOptions {
  policy: AddressPolicy;
  /** Whether plain http may be used. */
  allowHttp: boolean;
  /** Sent unless the request has a User-Agent of its own. */
  userAgent: string;
  /** Default: the system's resolver. */
  resolve?: Resolve;
  /** PEM certificates to trust instead of Node's own list. Default: Node's own, and NODE_EXTRA_CA_CERTS. */
  trustedCa?: string;
}

export interface EgressRequest {
  /** Absolute; judged again here, whatever was judged at create. */
  url: string;
  method: Method | 'HEAD';
  headers: Record<string, string>;
  body: Buffer | null;
  /** For everything together: DNS, waiting for a free connection, connecting, TLS, headers, body. */
  timeoutMs: number;
  /** Kept of the body, counted after decoding; more sets `truncated`. */
  maxResponseBytes: number;
}

interface Timing {
  /** Whole milliseconds, from the call to the end. */
  durationMs: number;
  /** ISO 8601 with milliseconds. */
  startedAt: string;
}

export type EgressResult = (Answer & Timing) | (Fault & Timing);

export interface Egress {
  /**
   * Sends one request at most once: no redirect is followed, no proxy used, nothing repeated. Never rejects for
   * anything that the caller, the target or the network does.
   */
  request(spec: EgressRequest): Promise<EgressResult>;
  /** Waits for requests under way, then closes what is idle. Later requests are faults that were not sent. */
  close(): Promise<void>;
}

/** Per origin; further requests wait, within their deadline. */
const CONNECTIONS_PER_ORIGIN = 64;
/** How long an idle connection is kept, also where the target offers longer. */
const KEEP_ALIVE_MS = 4_000;
const METHODS_SENT: ReadonlySet<string> = new Set([...METHODS, 'HEAD']);

/** The one door through which every request of the product leaves. */
export function createEgress(options: EgressOptions): Egress {
  const agent = new Agent({
    connect: createConnector({
      policy: options.policy,
      resolve: options.resolve ?? resolveWithSystem,
      trustedCa: options.trustedCa,
    }),
    connections: CONNECTIONS_PER_ORIGIN,
    // One request on a connection at a time: undici repeats requests that were queued behind a failed one.
    pipelining: 1,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
    // The one deadline is ours; undici's are per stage.
    headersTimeout: 0,
    bodyTimeout: 0,
    allowH2: false,
  });
  const underWay = new Set<Promise<Ending>>();
  let closing: Promise<void> | null = null;

  return {
    async request(spec) {
      const startedAt = new Date().toISOString();
      const start = performance.now();
      const sending =
        closing !== null ? Promise.resolve(notSent('connect', 'SafeFetch is stopping')) : send(agent, spec, options);
      underWay.add(sending);
      const ending = await sending.finally(() => underWay.delete(sending));
      return { ...ending, durationMs: Math.round(performance.now() - start), startedAt };
    },
    close() {
      // Not agent.close(), which would also wait for connections whose requests have long been given up.
      closing ??= Promise.allSettled(underWay).then(() => agent.destroy());
      return closing;
    },
  };
}

async function send(agent: Agent, spec: EgressRequest, options: EgressOptions): Promise<Ending> {
  const checked = checkTargetUrl(spec.url, options);
  if (!checked.ok) return notSent('blocked', checked.message);
  const problem = requestProblem(spec);
  if (problem !== null) return notSent('protocol', problem);
  const url = new URL(checked.url);

  const request: Agent.DispatchOptions = {
    origin: url.origin,
    path: url.pathname + url.search,
    method: spec.method,
    headers: outgoingHeaders(spec.headers, options.userAgent),
    body: spec.body,
    // Also for GET: undici repeats what it takes for idempotent.
    idempotent: false,
  };

  return new Promise((resolve) => {
    const exchange = new Exchange({
      target: hostAndPort(normalHost(url.hostname), targetPort(url)),
      maxResponseBytes: spec.maxResponseBytes,
      settle(ending) {
        clearTimeout(deadline);
        resolve(ending);
      },
      dispatchAgain: () => agent.dispatch(request, exchange),
    });
    const deadline = setTimeout(() => exchange.expire(inWords(spec.timeoutMs)), spec.timeoutMs);
    agent.dispatch(request, exchange);
  });
}

/** The API refuses such requests with a 400; here it is only made sure that none of them gets as far as undici. */
function requestProblem(spec: EgressRequest): string | null {
  if (!METHODS_SENT.has(spec.method)) return `the method ${JSON.stringify(spec.method)} is not one that is sent`;
  for (const [name, value] of Object.entries(spec.headers)) {
    const text = headerProblem(name, value);
    if (text !== null) return `a header cannot be sent: ${text}`;
    const refused = isOwnHeader(name) ? null : refusedHeader(name);
    if (refused !== null) return refused;
  }
  return null;
}

/** Name and value by turns, as undici takes them without a look at prototypes. */
function outgoingHeaders(given: Record<string, string>, userAgent: string): string[] {
  // Keep-Alive is about our connection and undici throws on it; an encoding we did not ask for need not be decoded.
  const kept = Object.entries(given).filter(([name]) => !/^(?:keep-alive|accept-encoding)$/i.test(name));
  const named = kept.some(([name]) => name.toLowerCase() === 'user-agent');
  return [...kept, ...(named ? [] : [['user-agent', userAgent]]), ['accept-encoding', 'identity']].flat();
}

function inWords(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${Math.round(ms / 100) / 10} s`;
}
