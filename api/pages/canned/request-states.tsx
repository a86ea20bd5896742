import { type RequestReceipt, renderRequestReceipt } from '../../../domain/receipt.ts';
import type { RequestProps } from '../props.ts';
import { RequestPage, RequestReceiptPage } from '../request.tsx';
import { APPROVAL, DENIED_APPROVAL, HOSTILE_APPROVAL } from './approvals.ts';
import { HOSTILE, NOW } from './records.ts';
import { HOSTILE_WHO, type State, WHO } from './state.ts';
import { NOTICES } from './told.ts';

const requestProps = (subject = APPROVAL, changes: Partial<RequestProps<RequestReceipt>> = {}) => ({
  who: WHO,
  receipt: renderRequestReceipt(subject, { notices: NOTICES, deliveries: [] }, NOW),
  receiptUrl: '/r/rcpt_x',
  mayDecide: true,
  formBase: '/dashboard/requests/apr_1',
  temporalUrl: '/temporal/namespaces/default/workflows/apr_1',
  problem: null,
  now: NOW,
  ...changes,
});

export const REQUESTS: State[] = [
  ['request, waiting', <RequestPage {...requestProps()} />],
  ['request, not theirs', <RequestPage {...requestProps(APPROVAL, { mayDecide: false, temporalUrl: null })} />],
  ['request, denied', <RequestPage {...requestProps(DENIED_APPROVAL, { problem: 'Somebody else decided first.' })} />],
  ['request, hostile', <RequestPage {...requestProps(HOSTILE_APPROVAL, { problem: HOSTILE, who: HOSTILE_WHO })} />],
  ['request receipt, denied', <RequestReceiptPage {...requestProps(DENIED_APPROVAL)} dashboardUrl={null} />],
];
