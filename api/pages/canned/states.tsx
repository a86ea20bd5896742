import { allowedOperations } from '../../../domain/lifecycle.ts';
import { PAGE_LIMITS } from '../../../domain/question.ts';
import { renderRequestReceipt } from '../../../domain/receipt.ts';
import type { KeptEmail } from '../../../messaging/outbox.ts';
import { ActionPage } from '../dashboard-action.tsx';
import { ActionsPage } from '../dashboard-actions.tsx';
import { ConfirmPage, ResultsPage } from '../dashboard-decide.tsx';
import { InboxPage } from '../dashboard-inbox.tsx';
import { ClosedLinkPage, DecidePage } from '../decide.tsx';
import { OutboxPage } from '../outbox.tsx';
import { ProblemPage } from '../problem.tsx';
import type { ActionProps, ClosedLinkProps, DecideProps, RequestProps, Who } from '../props.ts';
import { ReceiptPage } from '../receipt.tsx';
import { RequestPage, RequestReceiptPage } from '../request.tsx';
import { SignInPage } from '../sign-in.tsx';
import { APPROVAL, DENIED_APPROVAL, HOSTILE_APPROVAL } from './approvals.ts';
import {
  DELIVERIES,
  HOSTILE,
  LONG,
  NOTICES,
  NOW,
  questionOf,
  RECORDS,
  receiptOf,
  summaryOf,
  waitingOf,
} from './records.ts';

/** Every page in every state, by a name that says which: for looking at, and for tests that look at all of them. */

export type State = [name: string, page: JSX.Element];

export const WHO: Who = { name: 'mira@example.com', account: 'acct_default', accounts: ['acct_default'] };
const TWO_ACCOUNTS: Who = { name: 'key:operations', account: 'acct_eu', accounts: ['acct_eu', 'acct_us'] };
const HOSTILE_WHO: Who = { name: HOSTILE, account: HOSTILE, accounts: [HOSTILE, LONG] };

const asking = (record: keyof typeof RECORDS, changes: Partial<DecideProps> = {}) => (
  <DecidePage
    question={questionOf(RECORDS[record])}
    formAction="/approve/token"
    problem={null}
    signInUrl={null}
    now={NOW}
    who={null}
    {...changes}
  />
);

const approvalAsking = (subject = APPROVAL, changes: Partial<DecideProps> = {}) => (
  <DecidePage
    question={subject.question(PAGE_LIMITS)}
    formAction="/approve/token"
    problem={null}
    signInUrl={null}
    now={NOW}
    who={null}
    {...changes}
  />
);

const requestProps = (subject = APPROVAL, changes: Partial<RequestProps> = {}) => ({
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

const REQUESTS: State[] = [
  ['request, waiting', <RequestPage {...requestProps()} />],
  ['request, not theirs', <RequestPage {...requestProps(APPROVAL, { mayDecide: false, temporalUrl: null })} />],
  ['request, denied', <RequestPage {...requestProps(DENIED_APPROVAL, { problem: 'Somebody else decided first.' })} />],
  ['request, hostile', <RequestPage {...requestProps(HOSTILE_APPROVAL, { problem: HOSTILE, who: HOSTILE_WHO })} />],
  ['request receipt, denied', <RequestReceiptPage {...requestProps(DENIED_APPROVAL)} dashboardUrl={null} />],
];

const DECIDE: State[] = [
  ['decide', asking('waiting')],
  ['decide, nested body', asking('waiting, nested body')],
  ['decide, nothing told', asking('waiting, nothing told')],
  ['decide, hostile', asking('waiting, hostile', { problem: HOSTILE })],
  ['decide, endless', asking('waiting, endless', { problem: LONG })],
  ['decide, sign in first', asking('waiting', { signInUrl: '/sign-in?next=%2Fapprove%2Ftoken' })],
  ['decide, approval', approvalAsking()],
  ['decide, approval, hostile', approvalAsking(HOSTILE_APPROVAL)],
  ['decide, by short code', approvalAsking(APPROVAL, { signInUrl: '/sign-in', byCode: true })],
  ['decide, signed in', asking('waiting', { who: WHO, problem: 'Press Approve or Reject.' })],
];

const decision = {
  word: 'rejected',
  by: 'jon@example.com',
  at: NOW.toISOString(),
  comment: 'Not this month.',
} as const;
const closed = (why: ClosedLinkProps['why'], changes: Partial<ClosedLinkProps> = {}): State => [
  `link, ${why}`,
  <ClosedLinkPage
    why={why}
    question={questionOf(RECORDS.waiting)}
    decision={null}
    receiptUrl="/r/rcpt_x"
    {...changes}
  />,
];

const CLOSED: State[] = [
  closed('decided', { decision }),
  closed('expired', { decision: { ...decision, word: 'expired', by: null, comment: null } }),
  closed('kept', { decision: { ...decision, word: 'approved' } }),
  closed('invalid', { question: null, receiptUrl: null }),
  closed('not_entitled', { receiptUrl: null }),
  [
    'link, hostile',
    <ClosedLinkPage
      why="decided"
      question={questionOf(RECORDS['waiting, hostile'])}
      decision={{ ...decision, by: HOSTILE, comment: HOSTILE }}
      receiptUrl={null}
    />,
  ],
];

const RECEIPTS: State[] = Object.entries(RECORDS).map(([name, record]) => [
  `receipt, ${name}`,
  <ReceiptPage receipt={receiptOf(record)} now={NOW} dashboardUrl="/dashboard/actions/act_1" />,
]);

const CALLED_BACK: State[] = Object.entries(DELIVERIES).map(([name, deliveries]) => [
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

const ACTION: State[] = [
  ['action, waiting', action('waiting')],
  ['action, may withdraw', action('waiting', { mayDecide: false, temporalUrl: null })],
  ['action, came second', action('rejected', { problem: 'Somebody else decided first.' })],
  ['action, retrying', action('retrying')],
  ['action, failed', action('failed', { who: TWO_ACCOUNTS })],
  ['action, completed', action('completed')],
  ['action, hostile', action('waiting, hostile', { problem: HOSTILE, who: HOSTILE_WHO })],
];

const waiting = Object.entries(RECORDS).flatMap(([name, record], index) =>
  name.startsWith('waiting') ? [waitingOf({ ...record, id: `act_${index}` })] : [],
);
const overdue = { ...waitingOf({ ...RECORDS.waiting, id: 'act_late' }), expires_at: NOW.toISOString(), open: false };
const asks = { what: { title: 'Bulk Send', mark: 'Urgent' }, kind: 'approval', id: 'apr_1' } as const;
const inbox = {
  who: WHO,
  rows: [{ ...overdue, ...asks, open: true }, ...waiting, overdue],
  total: 6,
  nextUrl: null,
  now: NOW,
  notice: null,
};
const rows = Object.entries(RECORDS).map(([, record], index) => summaryOf({ ...record, id: `act_${index}` }));
const filters = { status: '', host: '', from: '', to: '' };
const list = { who: WHO, rows, total: 1240, totalApproximate: false, filters, nextUrl: '?cursor=2', now: NOW };
const listed = { ...list, firstUrl: '/dashboard/actions', problem: null };
const confirm = { who: WHO, formAction: '/dashboard/decide', skipped: [], comment: '', now: NOW };
const all = (['waiting', 'waiting, nested body', 'waiting, hostile'] as const).map((name) => questionOf(RECORDS[name]));

const DASHBOARD: State[] = [
  ['inbox', <InboxPage {...inbox} nextUrl="?cursor=2" total={23} notice="2 requests approved." />],
  ['inbox, two accounts', <InboxPage {...inbox} who={TWO_ACCOUNTS} rows={waiting.slice(0, 2)} total={2} />],
  ['inbox, hostile', <InboxPage {...inbox} who={HOSTILE_WHO} notice={HOSTILE} />],
  ['inbox, empty', <InboxPage {...inbox} rows={[]} total={0} />],
  ['actions', <ActionsPage {...listed} />],
  [
    'actions, filtered to nothing',
    <ActionsPage {...listed} rows={[]} total={0} filters={{ ...filters, status: 'failed', host: HOSTILE }} />,
  ],
  ['actions, none yet', <ActionsPage {...listed} rows={[]} total={0} nextUrl={null} />],
  ['actions, wrong filter', <ActionsPage {...listed} totalApproximate={true} problem="“from” has to be a day." />],
  ['confirm one', <ConfirmPage {...confirm} operation="approve" questions={all.slice(0, 1)} comment="As agreed." />],
  [
    'confirm several',
    <ConfirmPage
      {...confirm}
      operation="reject"
      questions={all}
      skipped={[{ id: 'act_9', why: 'It was approved by jon@example.com in the meantime.' }]}
    />,
  ],
  [
    'confirm nothing',
    <ConfirmPage {...confirm} operation="approve" questions={[]} skipped={[{ id: HOSTILE, why: LONG }]} />,
  ],
  [
    'results',
    <ResultsPage
      who={WHO}
      results={[
        { id: 'act_1', title: 'POST billing.example.com/v1/refunds', outcome: 'Approved', ok: true },
        { id: 'act_2', title: HOSTILE, outcome: 'Rejected by jon@example.com before', ok: false },
      ]}
    />,
  ],
];

/** A message in the outbox. */
export const email = (id: string, subject: string, changes: Partial<KeptEmail> = {}): KeptEmail => ({
  id,
  subject,
  at: new Date(NOW.getTime() - 42 * 60_000).toISOString(),
  account: 'acct_default',
  to: 'mira@example.com',
  tag: 'question',
  text: `${subject}\n\nkey:support-agent asks for your decision.`,
  html: '',
  ...changes,
});
const EMAILS = [
  email('1', 'Approve POST billing.example.com/v1/customers/cus_8412/refunds?'),
  email('2', 'Sign in to SafeFetch', { to: 'jon@example.com', tag: 'sign_in' }),
  email('3', HOSTILE, { to: LONG.slice(0, 254) }),
];

const OUTBOX: State[] = [
  ['outbox', <OutboxPage who={WHO} emails={EMAILS.slice(0, 2)} now={NOW} />],
  ['outbox, hostile', <OutboxPage who={HOSTILE_WHO} emails={EMAILS} now={NOW} />],
  ['outbox, empty', <OutboxPage who={WHO} emails={[]} now={NOW} />],
];

const signIn = { next: '/dashboard', problem: null, mailEnabled: true, mailSentTo: null, confirmUrl: null };

const OTHERS: State[] = [
  ['sign in', <SignInPage {...signIn} />],
  ['sign in by key', <SignInPage {...signIn} mailEnabled={false} />],
  ['sign in, wrong key', <SignInPage {...signIn} problem="That key is not known, or it may not be used now." />],
  ['sign in, link sent', <SignInPage {...signIn} mailSentTo="mira@example.com" />],
  ['sign in, link sent to hostile', <SignInPage {...signIn} mailSentTo={HOSTILE} />],
  ['sign in, confirm', <SignInPage {...signIn} confirmUrl="/sign-in/token" />],
  [
    'problem, not found',
    <ProblemPage
      status={404}
      title="Nothing here"
      words="There is no page at this address, or it is not yours to see."
      requestId="req-1"
      who={null}
    />,
  ],
  ['problem, hostile', <ProblemPage status={503} title={HOSTILE} words={LONG} requestId={HOSTILE} who={WHO} />],
];

export const STATES: State[] = [
  ...DECIDE,
  ...REQUESTS,
  ...CLOSED,
  ...RECEIPTS,
  ...CALLED_BACK,
  ...ACTION,
  ...DASHBOARD,
  ...OUTBOX,
  ...OTHERS,
];
