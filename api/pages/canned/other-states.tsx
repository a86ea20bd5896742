import type { KeptEmail } from '../../../messaging/outbox.ts';
import { OutboxPage } from '../outbox.tsx';
import { ProblemPage } from '../problem.tsx';
import { SignInPage } from '../sign-in.tsx';
import { HOSTILE, LONG, NOW } from './records.ts';
import { HOSTILE_WHO, type State, WHO } from './state.ts';

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

export const OUTBOX: State[] = [
  ['outbox', <OutboxPage who={WHO} emails={EMAILS.slice(0, 2)} now={NOW} />],
  ['outbox, hostile', <OutboxPage who={HOSTILE_WHO} emails={EMAILS} now={NOW} />],
  ['outbox, empty', <OutboxPage who={WHO} emails={[]} now={NOW} />],
];

const signIn = { next: '/dashboard', problem: null, mailEnabled: true, mailSentTo: null, confirmUrl: null };

export const OTHERS: State[] = [
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
