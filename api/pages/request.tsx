import { USUAL_WORDS } from '../../domain/question.ts';
import type { RequestReceipt } from '../../domain/receipt.ts';
import type { RequestProps, RequestReceiptProps } from './props.ts';
import { Asking, Facts, OnlyFor, PressForm, Reason } from './question.tsx';
import { type FrameProps, isDelivering, linksOfDashboard, linksOfReceipt, RecordPage } from './record.tsx';
import { verdictLook } from './status.tsx';
import { Text } from './text.tsx';
import { Timeline } from './timeline.tsx';
import { fromNow } from './words.ts';

/** The record of whatever somebody decides on and SafeFetch does not send itself. */

/** For whoever has its address. */
export function RequestReceiptPage({ receipt, now, dashboardUrl }: RequestReceiptProps<RequestReceipt>) {
  return <RequestRecord frame={receiptFrame(receipt, dashboardUrl)} receipt={receipt} now={now} />;
}

/** For whoever is signed in, with the decision where it is theirs. */
export function RequestPage(props: RequestProps<RequestReceipt>) {
  const { receipt, now } = props;
  return (
    <RequestRecord frame={dashboardFrame(props)} receipt={receipt} now={now}>
      {receipt.open ? <Decision {...props} /> : null}
    </RequestRecord>
  );
}

export function receiptFrame({ question: { title, digest } }: RequestReceipt, dashboardUrl: string | null): FrameProps {
  return { title: `Receipt: ${title}`, links: linksOfReceipt(dashboardUrl), digest };
}

export function dashboardFrame(props: RequestProps<RequestReceipt>): FrameProps {
  const { who, receipt, receiptUrl, temporalUrl, problem } = props;
  const { title, digest } = receipt.question;
  return { title, who, problem, links: linksOfDashboard(receiptUrl, temporalUrl), digest };
}

interface RequestRecordProps {
  frame: FrameProps;
  receipt: RequestReceipt;
  now: Date;
  children?: unknown;
}

function RequestRecord({ frame, receipt, now, children }: RequestRecordProps) {
  const { question, open, verdict, deliveries } = receipt;
  const words = question.words ?? USUAL_WORDS;
  return (
    <RecordPage
      {...frame}
      live={open || verdict === null || isDelivering(deliveries)}
      looks={[verdictLook(receipt, words)]}
      heading={<Text of={question.title} max={200} />}
      lede={sentence(receipt, now)}
      timeline={<Timeline happened={receipt} next={toCome(receipt)} words={words} now={now} />}
    >
      <section class="card" aria-labelledby="request">
        <h2 id="request">Request</h2>
        <Facts question={question} />
        <Asking question={question} now={now} />
        <Reason of={question.reason} />
      </section>
      {children as 'safe'}
    </RecordPage>
  );
}

export function toCome({ open, question }: RequestReceipt) {
  return open ? [{ at: question.expires_at, title: 'Expires unless somebody decides' }] : [];
}

/** The buttons, for whoever may press them. */
export function Decision(props: RequestProps<RequestReceipt>) {
  const { receipt, mayDecide, formBase, onlyFor = null, withCode = false } = props;
  const { digest, words } = receipt.question;
  const { approve, reject } = words ?? USUAL_WORDS;
  return (
    <section class="card no-print" aria-labelledby="now">
      <h2 id="now">Your decision</h2>
      {mayDecide ? <OnlyFor words={onlyFor} /> : null}
      {mayDecide ? (
        <PressForm
          withCode={withCode && onlyFor === null}
          hidden={{ digest }}
          buttons={[
            ...(onlyFor === null ? [{ look: 'approve', to: `${formBase}/approve`, words: approve } as const] : []),
            { look: 'reject', to: `${formBase}/cancel`, words: reject },
          ]}
        />
      ) : (
        <p>You may not decide this one.</p>
      )}
    </section>
  );
}

function sentence({ verdict, question, open }: RequestReceipt, now: Date): string {
  if (verdict === null)
    return open
      ? `The agent waits for a decision. It expires ${fromNow(question.expires_at, now)}.`
      : 'Nobody decided in time.';
  const { approved, rejected } = question.words ?? USUAL_WORDS;
  const by = verdict.by === null ? '' : ` by ${verdict.by}`;
  switch (verdict.word) {
    case 'approved':
      return `It was ${approved.toLowerCase()}${by}. The agent may go on.`;
    case 'expired':
      return 'Nobody decided in time. The agent has no leave.';
    default:
      return `It was ${rejected.toLowerCase()}${by}. The agent has no leave.`;
  }
}
