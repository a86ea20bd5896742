import { PAGE_LIMITS, type Question } from '../../../domain/question.ts';
import { ClosedLinkPage, DecidePage } from '../decide.tsx';
import type { ClosedLinkProps, DecideProps } from '../props.ts';
import { APPROVAL, HOSTILE_APPROVAL } from './approvals.ts';
import { HOSTILE, LONG, NOW, RECORDS } from './records.ts';
import { ONLY_FOR, type State, WHO } from './state.ts';
import { questionOf } from './views.ts';

const asking = (record: keyof typeof RECORDS, changes: Partial<DecideProps> = {}) =>
  decidePage(questionOf(RECORDS[record]), changes);

const approvalAsking = (subject = APPROVAL, changes: Partial<DecideProps> = {}) =>
  decidePage(subject.question(PAGE_LIMITS), changes);

/** The page of a link, of whatever kind what it asks is. */
export const decidePage = (question: Question, changes: Partial<DecideProps> = {}) => (
  <DecidePage
    question={question}
    formAction="/approve/token"
    problem={null}
    signInUrl={null}
    now={NOW}
    who={null}
    {...changes}
  />
);

export const DECIDE: State[] = [
  ['decide', asking('waiting')],
  ['decide, nested body', asking('waiting, nested body')],
  ['decide, nothing told', asking('waiting, nothing told')],
  ['decide, with the short code', asking('waiting, guarded')],
  ['decide, somebody else’s', asking('waiting, guarded', { onlyFor: ONLY_FOR })],
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

export const CLOSED: State[] = [
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
