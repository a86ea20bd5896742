import type { RequestReceipt } from '../../domain/receipt.ts';
import { Page, Problem } from './page.tsx';
import type { RequestProps, RequestReceiptProps } from './props.ts';
import { Asking, Comment, Digest, Facts, Reason } from './question.tsx';
import { Badge, type Look } from './status.tsx';
import { Text } from './text.tsx';
import { Timeline } from './timeline.tsx';
import { fromNow } from './words.ts';

/** The record of whatever somebody decides on and SafeFetch does not send itself. */

/** How often a record that can still change looks for news, in seconds. */
const LIVE_S = 3;

/** For whoever has its address. */
export function RequestReceiptPage({ receipt, now, dashboardUrl }: RequestReceiptProps) {
  return (
    <Page title={`Receipt: ${receipt.question.title}`} width="wide" live={liveSeconds(receipt)}>
      <Body receipt={receipt} now={now} />
      <footer class="foot">
        {dashboardUrl === null ? null : (
          <p class="no-print">
            <a href={dashboardUrl}>Open in the dashboard</a>
          </p>
        )}
        <Digest of={receipt.question.digest} />
      </footer>
    </Page>
  );
}

/** For whoever is signed in, with the decision where it is theirs. */
export function RequestPage(props: RequestProps) {
  const { who, receipt, receiptUrl, temporalUrl, problem, now } = props;
  return (
    <Page title={receipt.question.title} who={who} width="wide" live={liveSeconds(receipt)}>
      <Problem words={problem} />
      <Body receipt={receipt} now={now}>
        {receipt.open ? <Decision {...props} /> : null}
      </Body>
      <footer class="foot">
        <p class="no-print">
          <a href={receiptUrl}>Public receipt</a>
          {temporalUrl === null ? null : <a href={temporalUrl}>This run in Temporal</a>}
        </p>
        <Digest of={receipt.question.digest} />
      </footer>
    </Page>
  );
}

function Body({ receipt, now, children }: { receipt: RequestReceipt; now: Date; children?: unknown }) {
  const { question, open } = receipt;
  const look = lookOf(receipt);
  return (
    <>
      <header class={`card headline ${look.tone}`}>
        <p class="status">
          <Badge look={look} />
        </p>
        <h1>
          <Text of={question.title} max={200} />
        </h1>
        <p class="lede">
          <Text of={sentence(receipt, now)} />
        </p>
      </header>
      <div class="columns">
        <div>
          <section class="card" aria-labelledby="request">
            <h2 id="request">Request</h2>
            <Facts question={question} />
            <Asking question={question} now={now} />
            <Reason of={question.reason} />
          </section>
          {children as 'safe'}
        </div>
        <Timeline
          happened={receipt}
          next={open ? [{ at: question.expires_at, title: 'Expires unless somebody decides' }] : []}
          now={now}
        />
      </div>
    </>
  );
}

function Decision({ receipt: { question }, mayDecide, formBase }: RequestProps) {
  return (
    <section class="card no-print" aria-labelledby="now">
      <h2 id="now">Your decision</h2>
      {mayDecide ? (
        <form method="post" autocomplete="off">
          <input type="hidden" name="digest" value={question.digest} />
          <Comment />
          <div class="buttons">
            <button type="submit" class="approve" formaction={`${formBase}/approve`} safe>
              {question.words?.approve ?? 'Approve'}
            </button>
            <button type="submit" class="reject" formaction={`${formBase}/cancel`} safe>
              {question.words?.reject ?? 'Reject'}
            </button>
          </div>
        </form>
      ) : (
        <p>You may not decide this one.</p>
      )}
    </section>
  );
}

/** What has ended can still have a callback under way. */
function liveSeconds({ open, verdict, deliveries }: RequestReceipt): number | null {
  const delivering = deliveries.some(({ state }) => state === 'sending' || state === 'retrying');
  return open || verdict === null || delivering ? LIVE_S : null;
}

function lookOf({ verdict, open }: RequestReceipt): Look {
  switch (verdict?.word) {
    case 'approved':
      return { word: 'Approved', tone: 'good', icon: 'check' };
    case 'rejected':
      return { word: 'Denied', tone: 'bad', icon: 'cross' };
    case 'cancelled':
      return { word: 'Cancelled', tone: 'quiet', icon: 'cross' };
    case 'expired':
      return { word: 'Expired', tone: 'quiet', icon: 'clock' };
    default:
      return open
        ? { word: 'Waits for approval', tone: 'wait', icon: 'clock' }
        : { word: 'Expired', tone: 'quiet', icon: 'clock' };
  }
}

function sentence({ verdict, question, open }: RequestReceipt, now: Date): string {
  if (verdict === null)
    return open
      ? `The agent waits for a decision. It expires ${fromNow(question.expires_at, now)}.`
      : 'Nobody decided in time.';
  const by = verdict.by === null ? '' : ` by ${verdict.by}`;
  switch (verdict.word) {
    case 'approved':
      return `It was approved${by}. The agent may go on.`;
    case 'expired':
      return 'Nobody decided in time. The agent has no leave.';
    default:
      return `It was denied${by}. The agent has no leave.`;
  }
}
