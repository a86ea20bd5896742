import type { FastifyRequest } from 'fastify';
import { type ActionStatus, STATUSES } from '../../domain/action.ts';
import type { ListQuery } from '../gateway/index.ts';
import { decodeCursor } from '../gateway/newest-first.ts';
import type { ActionsProps } from '../pages/props.ts';
import { parameter } from './forms.ts';

/** The filters of the list of all actions, as they were typed and as they are asked of Temporal. */

type Typed = ActionsProps['filters'];
export interface Filters {
  typed: Typed;
  query: Pick<ListQuery, 'status' | 'host' | 'from' | 'to'>;
  /** What could not be understood, in words. */
  problem: string | null;
}

const DAY = /^\d{4}-\d\d-\d\d$/;
const DAY_MS = 24 * 3600 * 1000;
const HOST_CHARS = 200;
const HOST = /^[\w.:[\]-]+$/;

export function filtersOf(request: FastifyRequest): Filters {
  const typed: Typed = {
    status: parameter(request, 'status'),
    host: parameter(request, 'host'),
    from: parameter(request, 'from'),
    to: parameter(request, 'to'),
  };
  const status = STATUSES.find((known) => known === typed.status);
  const host = hostOf(typed.host);
  const from = dayStart(typed.from);
  const to = dayStart(typed.to);
  const wrong = [
    ...(typed.status !== '' && status === undefined ? ['There is no such status.'] : []),
    ...(typed.host !== '' && host === undefined ? ['The target host is no host name.'] : []),
    ...(typed.from !== '' && from === undefined ? ['The first day is no day such as 2026-03-01.'] : []),
    ...(typed.to !== '' && to === undefined ? ['The last day is no day such as 2026-03-01.'] : []),
  ];
  return {
    typed,
    query: {
      ...(status === undefined ? {} : { status: status satisfies ActionStatus }),
      ...(host === undefined ? {} : { host }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to: to + DAY_MS - 1 }),
    },
    problem: wrong.length === 0 ? null : wrong.join(' '),
  };
}

/** A page of the same list: further on with a cursor, else the first. */
export function pageUrl(path: string, typed: Partial<Typed>, cursor: string | null): string {
  const members = Object.entries({ ...typed, ...(cursor === null ? {} : { cursor }) });
  const text = new URLSearchParams(members.filter(([, value]) => value !== '')).toString();
  return text === '' ? path : `${path}?${text}`;
}

/** As it is written in the index: lower case, in ASCII, with a port that is not the scheme's own. */
function hostOf(text: string): string | undefined {
  if (text === '' || /[/?#@\\\s]/.test(text) || !URL.canParse(`http://${text}`)) return undefined;
  const port = /:\d+$/.exec(text)?.[0] ?? '';
  const host = `${new URL(`http://${text}`).hostname}${port}`;
  return host.length <= HOST_CHARS && HOST.test(host) ? host : undefined;
}

/** Days are UTC's, as all times on the pages are. */
function dayStart(text: string): number | undefined {
  const time = DAY.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** A cursor that is none of ours starts over: the address of a list may be typed. */
export function cursorOf(request: FastifyRequest) {
  const text = parameter(request, 'cursor');
  return text === '' ? null : decodeCursor(text);
}
