import { request as sendHttp } from 'undici';

export interface RawRequest {
  url: string;
  body: unknown;
}

/** The request as anybody would write it: undici, its own keep-alive agent, no checks. */
export async function sendRaw({ url, body }: RawRequest): Promise<{ code: number; body: unknown }> {
  const answer = await sendHttp(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { code: answer.statusCode, body: await answer.body.json() };
}

export type RawActivities = { sendRaw: typeof sendRaw };
