import { ActionsPage } from '../dashboard-actions.tsx';
import { ConfirmPage, ResultsPage } from '../dashboard-decide.tsx';
import { InboxPage } from '../dashboard-inbox.tsx';
import { HOSTILE, LONG, NOW, RECORDS } from './records.ts';
import { HOSTILE_WHO, type State, TWO_ACCOUNTS, WHO } from './state.ts';
import { questionOf, summaryOf, waitingOf } from './views.ts';

const waiting = Object.entries(RECORDS).flatMap(([name, record], index) =>
  name.startsWith('waiting') ? [waitingOf({ ...record, id: `act_${index}` })] : [],
);
const overdue = { ...waitingOf({ ...RECORDS.waiting, id: 'act_late' }), expires_at: NOW.toISOString(), open: false };
const asks = { what: { title: 'Bulk Send', mark: 'Urgent' }, kind: 'approval', id: 'apr_1' } as const;
const warned = {
  what: { title: 'money.refund: refund', mark: 'Safety gate' },
  kind: 'decision',
  id: 'dec_1',
} as const;
const inbox = {
  who: WHO,
  rows: [{ ...overdue, ...asks, open: true }, { ...overdue, ...warned, open: true }, ...waiting, overdue],
  total: 7,
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

export const DASHBOARD: State[] = [
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
