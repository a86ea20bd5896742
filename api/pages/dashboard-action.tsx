import type { Operation } from '../../domain/action.ts';
import { Page, Problem } from './page.tsx';
import type { ActionProps } from './props.ts';
import { Comment, Digest } from './question.tsx';
import { liveSeconds, ReceiptBody } from './receipt.tsx';

/** The receipt, what can be done now, and where to look further. */
export function ActionPage(props: ActionProps) {
  const { who, receipt, digest, now, problem, temporalUrl, operations } = props;
  const { action } = receipt;
  return (
    <Page title={`${action.method} ${action.url}`.slice(0, 120)} who={who} width="wide" live={liveSeconds(receipt)}>
      <Problem words={problem} />
      <ReceiptBody receipt={receipt} now={now} whole>
        {operations.length === 0 ? null : <WhatNow {...props} />}
      </ReceiptBody>
      <footer class="foot">
        <p class="no-print">
          <a href={action.receipt_url}>Public receipt</a>
          {temporalUrl === null ? null : <a href={temporalUrl}>This run in Temporal</a>}
        </p>
        <Digest of={digest} />
      </footer>
    </Page>
  );
}

function WhatNow({ operations, mayDecide, formBase, digest, now, receipt }: ActionProps) {
  const waits = receipt.action.status === 'awaiting_approval';
  const allowed = operations.filter((operation) => operation !== 'approve' || mayDecide);
  return (
    <section class="card no-print" aria-labelledby="now">
      <h2 id="now">{waits && mayDecide ? 'Your decision' : 'What can be done now'}</h2>
      {waits && !mayDecide ? <p>You may not approve this one; you may take it back.</p> : null}
      <form method="post" autocomplete="off">
        <input type="hidden" name="digest" value={digest} />
        <input type="hidden" name="press" value={now.toISOString()} />
        <Comment />
        <div class="buttons">
          {allowed.map((operation) => (
            <button
              type="submit"
              class={operation === 'cancel' ? 'reject' : operation}
              formaction={`${formBase}/${operation}`}
              safe
            >
              {label(operation, waits, mayDecide)}
            </button>
          ))}
        </div>
      </form>
    </section>
  );
}

function label(operation: Operation, waits: boolean, mayDecide: boolean): string {
  if (operation === 'approve') return 'Approve';
  if (operation === 'retry') return 'Send again as a new action';
  if (!waits) return 'Cancel';
  return mayDecide ? 'Reject' : 'Withdraw';
}
