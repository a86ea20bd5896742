import { allowedOperations } from '../../../domain/lifecycle.ts';
import { ActionPage } from '../dashboard-action.tsx';
import type { ActionProps } from '../props.ts';
import { ReceiptPage } from '../receipt.tsx';
import { HOSTILE, NOW, RECORDS } from './records.ts';
import { HOSTILE_WHO, ONLY_FOR, type State, TWO_ACCOUNTS, WHO } from './state.ts';
import { DELIVERIES } from './told.ts';
import { receiptOf } from './views.ts';

export const RECEIPTS: State[] = Object.entries(RECORDS).map(([name, record]) => [
  `receipt, ${name}`,
  <ReceiptPage receipt={receiptOf(record)} now={NOW} dashboardUrl="/dashboard/actions/act_1" />,
]);

export const CALLED_BACK: State[] = Object.entries(DELIVERIES).map(([name, deliveries]) => [
  `receipt, callback ${name}`,
  <ReceiptPage receipt={receiptOf(RECORDS.completed, deliveries)} now={NOW} dashboardUrl={null} />,
]);

const action = (record: keyof typeof RECORDS, changes: Partial<ActionProps> = {}): JSX.Element => {
  const receipt = receiptOf(RECORDS[record]);
  return (
    <ActionPage
      who={WHO}
      receipt={receipt}
      digest={receipt.digest}
      operations={allowedOperations(RECORDS[record], NOW)}
      mayDecide={true}
      formBase="/dashboard/actions/act_1"
      temporalUrl="/temporal/namespaces/default/workflows/act_1"
      problem={null}
      now={NOW}
      {...changes}
    />
  );
};

export const ACTION: State[] = [
  ['action, waiting', action('waiting')],
  ['action, may withdraw', action('waiting', { mayDecide: false, temporalUrl: null })],
  ['action, by short code', action('waiting, guarded', { withCode: true })],
  ['action, somebody else’s', action('waiting, guarded', { onlyFor: ONLY_FOR, operations: ['cancel'] })],
  ['action, came second', action('rejected', { problem: 'Somebody else decided first.' })],
  ['action, retrying', action('retrying')],
  ['action, failed', action('failed', { who: TWO_ACCOUNTS })],
  ['action, completed', action('completed')],
  ['action, hostile', action('waiting, hostile', { problem: HOSTILE, who: HOSTILE_WHO })],
];
