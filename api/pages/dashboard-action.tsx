import type { Operation } from '../../domain/action.ts';
import type { ActionProps } from './props.ts';
import { OnlyFor, PressForm } from './question.tsx';
import { ActionRecord } from './receipt.tsx';
import { linksOfDashboard } from './record.tsx';

/** The receipt, what can be done now, and where to look further. */
export function ActionPage(props: ActionProps) {
  const { who, receipt, digest, now, problem, temporalUrl, operations } = props;
  const { method, url, receipt_url } = receipt.action;
  const frame = { title: `${method} ${url}`, who, problem, links: linksOfDashboard(receipt_url, temporalUrl), digest };
  return (
    <ActionRecord frame={frame} receipt={receipt} now={now} whole>
      {operations.length === 0 ? null : <WhatNow {...props} />}
    </ActionRecord>
  );
}

function WhatNow(props: ActionProps) {
  const { operations, mayDecide, formBase, digest, now, receipt, onlyFor = null, withCode = false } = props;
  const waits = receipt.action.status === 'awaiting_approval';
  const allowed = operations.filter((operation) => operation !== 'approve' || (mayDecide && onlyFor === null));
  return (
    <section class="card no-print" aria-labelledby="now">
      <h2 id="now">{waits && mayDecide ? 'Your decision' : 'What can be done now'}</h2>
      {waits && !mayDecide ? <p>You may not approve this one; you may take it back.</p> : null}
      {waits && mayDecide ? <OnlyFor words={onlyFor} /> : null}
      <PressForm
        withCode={withCode && allowed.includes('approve')}
        hidden={{ digest, press: now.toISOString() }}
        buttons={allowed.map((operation) => ({
          look: operation === 'cancel' ? 'reject' : operation,
          to: `${formBase}/${operation}`,
          words: label(operation, waits, mayDecide),
        }))}
      />
    </section>
  );
}

function label(operation: Operation, waits: boolean, mayDecide: boolean): string {
  if (operation === 'approve') return 'Approve';
  if (operation === 'retry') return 'Send again as a new action';
  if (!waits) return 'Cancel';
  return mayDecide ? 'Reject' : 'Withdraw';
}
