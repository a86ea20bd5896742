/** Somebody with a browser that has no scripts: keeps cookies, sends forms, follows no redirect by itself. */
export interface Person {
  cookies: Map<string, string>;
  open(path: string, headers?: Record<string, string>): Promise<PageAnswer>;
  /** Sends a form; a field may be there many times. */
  send(path: string, fields?: Record<string, string | string[]>, headers?: Record<string, string>): Promise<PageAnswer>;
}

export interface PageAnswer {
  status: number;
  headers: Headers;
  text: string;
  /** Where a redirect leads; null without one. */
  location: string | null;
}

/** What a browser says of a form that was pressed on our own page. */
const OWN_PAGE = { 'sec-fetch-site': 'same-origin', origin: 'null' };
const ACCEPT = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

export function person(baseUrl: string): Person {
  const cookies = new Map<string, string>();
  const call = async (path: string, init: RequestInit & { headers: Record<string, string> }): Promise<PageAnswer> => {
    const cookie = Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(new URL(path, baseUrl), {
      redirect: 'manual',
      ...init,
      headers: { accept: ACCEPT, ...(cookie === '' ? {} : { cookie }), ...init.headers },
    });
    for (const line of response.headers.getSetCookie()) keep(cookies, line);
    return {
      status: response.status,
      headers: response.headers,
      // Where a long word may break is nothing that anybody reads.
      text: (await response.text()).replaceAll('<wbr>', ''),
      location: response.headers.get('location'),
    };
  };
  return {
    cookies,
    open: (path, headers = {}) => call(path, { headers }),
    send(path, fields = {}, headers = OWN_PAGE) {
      const pairs = Object.entries(fields).flatMap(([name, values]) => [values].flat().map((value) => [name, value]));
      return call(path, { method: 'POST', headers, body: new URLSearchParams(pairs) });
    },
  };
}

function keep(cookies: Map<string, string>, line: string): void {
  const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
  if (value === '') cookies.delete(name);
  else cookies.set(name, value);
}

/** Somebody who has signed in with this key. */
export async function signedIn(baseUrl: string, key: string): Promise<Person> {
  const visitor = person(baseUrl);
  const { status } = await visitor.send('/sign-in', { key });
  if (status !== 303) throw new Error(`signing in answered ${status}`);
  return visitor;
}
