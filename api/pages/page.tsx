import type { PropsWithChildren } from '@kitajs/html';

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
          <link rel="stylesheet" href="/style.css" />
        </head>
        <body>
          <main>{children as string}</main>
        </body>
      </html>
    </>
  );
}
