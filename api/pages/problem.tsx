import { Page } from './page.tsx';
import type { ProblemProps } from './props.ts';
import { PATHS } from './props.ts';
import { Text } from './text.tsx';

export function ProblemPage({ status, title, words, requestId, who }: ProblemProps) {
  return (
    <Page title={title} who={who}>
      <article class="card">
        <p class="eyebrow">{status}</p>
        <h1>
          <Text of={title} max={200} />
        </h1>
        <p>
          <Text of={words} />
        </p>
        {who === null ? null : (
          <p>
            <a href={PATHS.inbox}>Go to the inbox</a>
          </p>
        )}
        {requestId === null ? null : (
          <p class="digest">
            For whoever runs this server: request{' '}
            <code>
              <Text of={requestId} max={200} />
            </code>
          </p>
        )}
      </article>
    </Page>
  );
}
