import { Icon } from './icon.tsx';
import { Page } from './page.tsx';
import { type ConfirmProps, PATHS, pageOfSubject, type ResultsProps } from './props.ts';
import { AgentWords, Asking, Comment, Digest, Facts } from './question.tsx';
import { Text } from './text.tsx';
import { amount } from './words.ts';

/** Everything that would be decided by the one press at the end, to be read before it. */
export function ConfirmPage({ who, operation, questions, skipped, formAction, comment, now }: ConfirmProps) {
  const verb = operation === 'approve' ? 'Approve' : 'Reject';
  const title = `${verb} ${amount(questions.length, 'request')}?`;
  return (
    <Page title={title} who={who}>
      <header class="page-head">
        <h1 safe>{title}</h1>
        <p class="soft">Nothing is decided yet.</p>
      </header>
      <Skipped skipped={skipped} />
      {questions.map((question) => (
        <article class="card">
          <h2>
            <Text of={question.title} max={200} />
          </h2>
          <Facts question={question} />
          <Asking question={question} now={now} />
          <AgentWords question={question} />
          <Digest of={question.digest} />
        </article>
      ))}
      {questions.length === 0 ? null : (
        <form class="card decision" method="post" action={formAction} autocomplete="off">
          {questions.map(({ id, digest }) => (
            <input type="hidden" name="item" value={`${id}.${digest}`} />
          ))}
          <input type="hidden" name="confirmed" value="yes" />
          <Comment value={comment} />
          <div class="buttons">
            <button type="submit" class={operation} name="operation" value={operation}>
              {questions.length === 1 ? verb : `${verb} all ${questions.length}`}
            </button>
          </div>
        </form>
      )}
      <p>
        <a href={PATHS.inbox}>Back to the inbox, decide nothing</a>
      </p>
    </Page>
  );
}

function Skipped({ skipped }: Pick<ConfirmProps, 'skipped'>) {
  return skipped.length === 0 ? null : (
    <div class="card">
      <h2>Left out</h2>
      <ul>
        {skipped.map(({ id, why }) => (
          <li>
            <code>
              <Text of={id} max={200} />
            </code>
            {': '}
            <Text of={why} />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What came of each; some may have been decided by others in between. */
export function ResultsPage({ who, results }: ResultsProps) {
  const failed = results.filter(({ ok }) => !ok).length;
  return (
    <Page title="What came of it" who={who}>
      <header class="page-head">
        <h1>What came of it</h1>
        <p class="soft">{failed === 0 ? 'All of it was done.' : `${failed} of ${results.length} could not be done.`}</p>
      </header>
      <ul class="results card">
        {results.map(({ id, title, outcome, ok }) => (
          <li class={ok ? 'good' : 'bad'}>
            <Icon name={ok ? 'check' : 'cross'} />
            <div>
              <p>
                <a href={pageOfSubject(id)}>
                  <Text of={title} max={200} />
                </a>
              </p>
              <p class="soft">
                <Text of={outcome} />
              </p>
            </div>
          </li>
        ))}
      </ul>
      <p>
        <a class="button" href={PATHS.inbox}>
          Back to the inbox
        </a>
      </p>
    </Page>
  );
}
