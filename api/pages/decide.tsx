import { type Question, type QuestionWords, USUAL_WORDS } from '../../domain/question.ts';
import { Page, Problem } from './page.tsx';
import type { ClosedLinkProps, DecideProps } from './props.ts';
import { AgentWords, Asking, CodeForYes, Comment, Digest, Fact, Facts, OnlyFor } from './question.tsx';
import { Text, Time } from './text.tsx';

/** What the link in a message opens. Opening it decides nothing; nothing on it is chosen beforehand. */

export function DecidePage(props: DecideProps) {
  const { question, formAction, problem, signInUrl, byCode = false, onlyFor = null, comment = '', now, who } = props;
  return (
    <Page title={`Decide: ${question.title}`} who={who}>
      <article class="card">
        <p class="eyebrow" safe>
          {question.words === undefined ? 'This will happen if you approve' : 'The agent waits for your leave'}
        </p>
        <h1>
          <Text of={question.title} max={200} />
        </h1>
        <Problem words={problem} />
        <Facts question={question} />
        <Asking question={question} now={now} />
        <AgentWords question={question} />
        {signInUrl === null || byCode ? (
          <Decision {...{ formAction, question, signInUrl, onlyFor, comment }} />
        ) : (
          <SignInFirst url={signInUrl} />
        )}
        <Digest of={question.digest} />
      </article>
    </Page>
  );
}

interface DecisionProps {
  formAction: string;
  question: Pick<Question, 'words' | 'code_required'>;
  /** Set where the short code is asked for, or else a sign-in. */
  signInUrl: string | null;
  onlyFor: string | null;
  comment: string;
}

/** The buttons carry the decision: a form that a script submits carries none. */
function Decision({ formAction, question, signInUrl, onlyFor, comment }: DecisionProps) {
  const { words = USUAL_WORDS, code_required = false } = question;
  return (
    <form method="post" action={formAction} class="decision" autocomplete="off">
      <h2>Your decision</h2>
      {signInUrl === null ? null : <ShortCode signInUrl={signInUrl} />}
      {code_required && onlyFor === null ? <CodeForYes /> : null}
      <OnlyFor words={onlyFor} />
      <Comment value={comment} />
      <div class="buttons">
        {onlyFor !== null ? null : (
          <button type="submit" class="approve" name="decision" value="approve" safe>
            {words.approve}
          </button>
        )}
        <button type="submit" class="reject" name="decision" value="reject" safe>
          {words.reject}
        </button>
      </div>
      <p class="soft">
        The first decision counts and cannot be taken back here.
        {question.words === undefined ? ' Nothing happens before an approval.' : ' The agent hears of it at once.'}
      </p>
    </form>
  );
}

function ShortCode({ signInUrl }: { signInUrl: string }) {
  return (
    <div class="field">
      <p>
        The agent handed this link on, so it decides nothing by itself. Type the short code of the message that you were
        sent, or <a href={signInUrl}>sign in as a reviewer</a>.
      </p>
      <label for="code">Short code</label>
      <input id="code" name="code" type="text" maxlength="20" autocomplete="off" autocapitalize="characters" />
    </div>
  );
}

function SignInFirst({ url }: { url: string }) {
  return (
    <div class="decision">
      <h2>Your decision</h2>
      <p>This link went to a channel that others read too. Sign in as a reviewer to approve or reject.</p>
      <p>
        <a class="button" href={url}>
          Sign in to decide
        </a>
      </p>
    </div>
  );
}

const CLOSED: Record<ClosedLinkProps['why'], { title: string; words: string }> = {
  decided: {
    title: 'Already decided',
    words: 'Somebody decided this before. The first decision counts; nothing has changed now.',
  },
  expired: {
    title: 'Too late',
    words: 'This request expired before anybody decided. It did not happen, and will not.',
  },
  kept: {
    title: 'Your decision is kept',
    words:
      'It was recorded, and counts as of now. It is carried out as soon as a worker is back; you need not press again.',
  },
  invalid: {
    title: 'This link opens nothing',
    words:
      'It is incomplete, was changed on its way, or has expired. Open it again from the message, as a whole. Nothing was decided.',
  },
  not_entitled: {
    title: 'Not yours to decide',
    words: 'This link was sent to somebody who may not decide for this account (any more). Nothing was decided.',
  },
};

export function ClosedLinkPage({ why, question, decision, receiptUrl }: ClosedLinkProps) {
  const { title, words } = CLOSED[why];
  return (
    <Page title={title}>
      <article class="card">
        <h1 safe>{title}</h1>
        <p safe>{words}</p>
        {question === null && decision === null ? null : (
          <dl class="facts">
            {question === null ? null : (
              <Fact label="Request">
                <Text of={question.title} max={200} />
              </Fact>
            )}
            {decision === null ? null : <Outcome decision={decision} words={question?.words ?? USUAL_WORDS} />}
          </dl>
        )}
        {receiptUrl === null ? null : (
          <p>
            <a class="button" href={receiptUrl}>
              See the receipt
            </a>
          </p>
        )}
      </article>
    </Page>
  );
}

interface OutcomeProps {
  decision: NonNullable<ClosedLinkProps['decision']>;
  words: QuestionWords;
}

function Outcome({ decision: { word, by, at, comment }, words: { approved, rejected } }: OutcomeProps) {
  const label = { approved, rejected, cancelled: 'Cancelled', expired: 'Expired' }[word];
  return (
    <>
      <Fact label={label}>
        <Time at={at} />
      </Fact>
      {by === null ? null : (
        <Fact label="By">
          <Text of={by} max={300} />
        </Fact>
      )}
      {comment === null ? null : (
        <Fact label="Comment">
          <Text of={comment} />
        </Fact>
      )}
    </>
  );
}
