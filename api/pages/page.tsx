import type { PropsWithChildren } from '@kitajs/html';
import type { FastifyReply } from 'fastify';

/** The frame every page stands in. Styles come from our own address: the content policy allows nothing inline. */
export function Page({ title, children }: PropsWithChildren<{ title: string }>) {
  return (
    <>
      {'<!doctype html>'}
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="robots" content="noindex" />
          <title safe>{`${title} · SafeFetch`}</title>
          <link rel="icon" href="data:," />
          <link rel="stylesheet" href="/style.css" />
        </head>
        <body>
          <main>
            <p class="brand">SafeFetch</p>
            {children as string}
          </main>
        </body>
      </html>
    </>
  );
}

/**
 * Answers with a page. Its forms come back with our origin on them, which over plain http is the only sign of where
 * they were pressed; other sites are told nothing.
 */
export async function sendPage(reply: FastifyReply, status: number, page: JSX.Element): Promise<FastifyReply> {
  return reply
    .code(status)
    .type('text/html; charset=utf-8')
    .header('referrer-policy', 'same-origin')
    .send(await page);
}
