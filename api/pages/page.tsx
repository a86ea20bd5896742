import type { PropsWithChildren } from '@kitajs/html';
import type { FastifyReply } from 'fastify';
import { visibleText } from '../../domain/visible-text.ts';
import { LIVE_URL } from './live.ts';
import { Navigation } from './navigation.tsx';
import type { Who } from './props.ts';
import { STYLE_URL } from './style/index.ts';

interface PageProps {
  title: string;
  /** Whoever is signed in; without anybody there is no navigation. */
  who?: Who | null;
  /** Which entry of the navigation this page is. */
  at?: 'inbox' | 'actions' | 'decisions';
  /** Lists and records want room; a form or two do not. */
  width?: 'slim' | 'narrow' | 'wide';
  /** How often the page looks for news, in seconds; null: never. */
  live?: number | null;
}

/** The frame every page stands in. Styles come from our own address: the content policy allows nothing inline. */
export function Page({ title, who = null, at, width = 'narrow', live = null, children }: PropsWithChildren<PageProps>) {
  return (
    <>
      {'<!doctype html>'}
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="robots" content="noindex" />
          <meta name="color-scheme" content="light dark" />
          <title safe>{`${visibleText(title)} · SafeFetch`}</title>
          <link rel="icon" href="/logo.svg" type="image/svg+xml" />
          <link rel="stylesheet" href={STYLE_URL} />
          {live === null ? null : <script src={LIVE_URL} defer />}
        </head>
        <body class={width}>
          {who === null ? <Brand /> : <Navigation who={who} at={at} />}
          <main id="content" data-live={live === null ? undefined : String(live)}>
            {children as 'safe'}
          </main>
          {live === null ? null : <Reload />}
        </body>
      </html>
    </>
  );
}

function Brand() {
  return (
    <header class="brand">
      <img src="/logo.svg" alt="" width="24" height="24" />
      <span>SafeFetch</span>
    </header>
  );
}

/** With its query, whatever it is. */
const THIS_PAGE = '';

/** What the script does by itself. */
function Reload() {
  return (
    <noscript>
      <p class="reload">
        This page does not update by itself here. <a href={THIS_PAGE}>Reload</a>
      </p>
    </noscript>
  );
}

/** What went wrong with the last press, in words, where it is seen and read out first. */
export function Problem({ words }: { words: string | null }) {
  return words === null ? null : (
    <p class="problem" id="problem" role="alert" safe>
      {visibleText(words)}
    </p>
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
