import type { DecisionReceipt } from '../../../domain/gate/decision-receipt.ts';
import { renderDecisionReceipt } from '../../../domain/gate/decision-receipt.ts';
import type { DecisionRow } from '../../../domain/gate/decision-row.ts';
import { PAGE_LIMITS } from '../../../domain/question.ts';
import { verdictOf } from '../../../domain/subject.ts';
import { DecisionsPage } from '../dashboard-decisions.tsx';
import { DecisionPage, DecisionReceiptPage } from '../gate-decision.tsx';
import type { DecideProps, DecisionsProps, RequestProps } from '../props.ts';
import { decidePage } from './decide-states.tsx';
import { DECISIONS } from './decisions.ts';
import { HOSTILE, NOW } from './records.ts';
import { HOSTILE_WHO, type State, WHO } from './state.ts';
import { NOTICES } from './told.ts';

type Name = keyof typeof DECISIONS;
const NAMES = Object.keys(DECISIONS) as Name[];
const DISABLED = 'Nobody can approve this: the operator of this server has disabled the approval of WARN decisions.';

const asking = (name: Name, changes: Partial<DecideProps> = {}) =>
  decidePage(DECISIONS[name].question(PAGE_LIMITS), changes);

const receiptOf = (name: Name, whole: boolean) => {
  const notices = name.startsWith('warn') ? NOTICES : [];
  return renderDecisionReceipt(DECISIONS[name], { notices, deliveries: [] }, { now: NOW, whole });
};

const page = (name: Name, changes: Partial<RequestProps<DecisionReceipt>> = {}) => (
  <DecisionPage
    who={WHO}
    receipt={receiptOf(name, true)}
    receiptUrl="/r/rcpt_x"
    mayDecide={true}
    formBase="/dashboard/requests/dec_1"
    temporalUrl={null}
    problem={null}
    now={NOW}
    {...changes}
  />
);

const rowOf = (name: Name): DecisionRow => {
  const { id, stored, operations, ...subject } = DECISIONS[name];
  const { request, verdict, created_at } = stored.record.input;
  const open = operations(NOW).length > 0;
  return { id, ...request, status: verdict.status, created_at, verdict: verdictOf(subject), open };
};
const hostileRow: DecisionRow = { ...rowOf('block'), action_kind: HOSTILE, action_type: HOSTILE };
const rows = [...NAMES.map(rowOf), hostileRow];
const list: DecisionsProps = {
  who: WHO,
  rows,
  total: 1_240,
  filter: null,
  nextUrl: '?cursor=2',
  firstUrl: '/dashboard/decisions',
  now: NOW,
  problem: null,
};

export const GATE: State[] = [
  ['decide, gate', asking('warn, waiting')],
  ['decide, gate, hostile', asking('warn, hostile', { problem: HOSTILE })],
  ['decide, gate, endless', asking('warn, endless')],
  ['decide, gate, nobody can approve', asking('warn, waiting', { onlyFor: DISABLED })],
  ...NAMES.map(
    (name): State => [
      `gate receipt, ${name}`,
      <DecisionReceiptPage receipt={receiptOf(name, false)} now={NOW} dashboardUrl="/dashboard/requests/dec_1" />,
    ],
  ),
  ['gate, waiting', page('warn, waiting')],
  ['gate, not theirs', page('warn, waiting', { mayDecide: false })],
  ['gate, nobody can approve', page('warn, waiting', { onlyFor: DISABLED })],
  ['gate, hostile', page('warn, hostile', { problem: HOSTILE, who: HOSTILE_WHO })],
  ['gate, approved', page('warn, approved', { problem: 'Somebody else decided first.' })],
  ['decisions', <DecisionsPage {...list} />],
  ['decisions, hostile', <DecisionsPage {...list} rows={[hostileRow]} who={HOSTILE_WHO} />],
  ['decisions, none yet', <DecisionsPage {...list} rows={[]} total={0} nextUrl={null} />],
  [
    'decisions, filtered to nothing',
    <DecisionsPage {...list} rows={[]} total={0} nextUrl={null} filter="expired" problem="There is no such answer." />,
  ],
];
