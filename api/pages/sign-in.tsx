import type { FastifyReply } from 'fastify';
import type { Visitor } from '../visitor.ts';
import { Page, Problem, sendPage } from './page.tsx';
import { PATHS, type SignInProps } from './props.ts';
import { Fact } from './question.tsx';
import { Text } from './text.tsx';

export function SignInPage(props: SignInProps) {
  if (props.confirmUrl !== null) return <Confirm url={props.confirmUrl} />;
  if (props.mailSentTo !== null) return <MailSent to={props.mailSentTo} next={props.next} />;
  const { next, problem, mailEnabled } = props;
  return (
    <Page title="Sign in" width="slim">
      <div class="card">
        <h1>Sign in</h1>
        <Problem words={problem} />
        {mailEnabled ? <ByMail next={next} /> : null}
        <ByKey next={next} problem={problem} first={!mailEnabled} />
      </div>
    </Page>
  );
}

function ByMail({ next }: { next: string }) {
  return (
    <form method="post" action={withNext(PATHS.signInByMail, next)} class="way">
      <p>Reviewers get a link by e-mail. It works once, for 10 minutes, in this browser.</p>
      <div class="field">
        <label for="email">E-mail</label>
        <input id="email" name="email" type="email" autocomplete="email" maxlength="254" required />
      </div>
      <button type="submit">Send me a link</button>
    </form>
  );
}

function ByKey({ next, problem, first }: { next: string; problem: string | null; first: boolean }) {
  return (
    <form method="post" action={withNext('/sign-in', next)} class="way">
      <p>
        {first ? 'Use' : 'Or use'} an API key. Temporal’s UI needs one with the scope <code>admin</code>, such as the
        key that the first start printed.
      </p>
      <div class="field">
        <label for="key">API key</label>
        <input
          id="key"
          name="key"
          type="password"
          autocomplete="current-password"
          autocapitalize="none"
          spellcheck="false"
          maxlength="200"
          required
          autofocus={first}
          aria-invalid={problem === null ? undefined : 'true'}
          aria-describedby={problem === null ? undefined : 'problem'}
        />
      </div>
      <button type="submit">Sign in</button>
    </form>
  );
}

function MailSent({ to, next }: { to: string; next: string }) {
  return (
    <Page title="Look into your mail" width="slim">
      <div class="card">
        <h1>Look into your mail</h1>
        <p>
          If <Text of={to} max={254} /> may sign in here, a link is on its way there. Open it in this browser within 10
          minutes.
        </p>
        <p>
          <a href={withNext(PATHS.signIn, next)}>Back</a>
        </p>
      </div>
    </Page>
  );
}

/** Mail scanners open links too: it takes a press to sign in. */
function Confirm({ url }: { url: string }) {
  return (
    <Page title="Sign in" width="slim">
      <form method="post" action={url} class="card">
        <h1>Sign in</h1>
        <p>You asked for this link in this browser.</p>
        <button type="submit">Sign in</button>
      </form>
    </Page>
  );
}

interface VisitorProps {
  visitor: Visitor;
  next: string;
}

function SignedIn({ visitor, next }: VisitorProps) {
  return (
    <Page title="Signed in" width="slim">
      <div class="card">
        <h1>Signed in</h1>
        <Who visitor={visitor} />
        <p>
          <a href={next}>{next === PATHS.inbox ? 'Go to the inbox' : 'Go on'}</a>
        </p>
        <SignOut label="Sign out" next={next} />
      </div>
    </Page>
  );
}

function Refused({ visitor, next }: VisitorProps) {
  const title = visitor.caller === null ? 'This asks for a key' : 'Not with this key';
  return (
    <Page title={title} width="slim">
      <div class="card">
        <h1 safe>{title}</h1>
        <p class="problem" role="alert">
          Temporal’s UI shows every request with its credentials, so it asks for a key with the scope <code>admin</code>
          . {visitor.caller === null ? 'You are signed in by e-mail.' : 'The key that is signed in does not have it.'}
        </p>
        <Who visitor={visitor} />
        <SignOut label="Sign in with another key" next={next} />
      </div>
    </Page>
  );
}

function Who({ visitor: { name, caller, account } }: { visitor: Visitor }) {
  return (
    <dl class="facts">
      <Fact label={caller === null ? 'E-mail' : 'Key'}>
        <Text of={caller?.key.name ?? name} max={254} />
      </Fact>
      <Fact label="Account">
        <Text of={account.id} max={100} />
      </Fact>
      {caller === null ? null : (
        <Fact label="Scopes">
          <Text of={caller.key.scopes.join(', ')} />
        </Fact>
      )}
    </dl>
  );
}

/** Signing out leads to the sign-in page, and from there on to where the visitor wanted to go. */
function SignOut({ label, next }: { label: string; next: string }) {
  return (
    <form method="post" action={withNext('/sign-out', next)}>
      <button type="submit" safe>
        {label}
      </button>
    </form>
  );
}

/** A path of ours that carries where to go afterwards. */
export function withNext(path: string, next: string): string {
  return `${path}?next=${encodeURIComponent(next)}`;
}

export function signInPage(
  reply: FastifyReply,
  status: number,
  props: Pick<SignInProps, 'next' | 'problem'> & Partial<SignInProps>,
): Promise<FastifyReply> {
  return sendPage(
    reply,
    status,
    <SignInPage {...{ mailEnabled: false, mailSentTo: null, confirmUrl: null }} {...props} />,
  );
}

export function signedInPage(reply: FastifyReply, props: VisitorProps): Promise<FastifyReply> {
  return sendPage(reply, 200, <SignedIn {...props} />);
}

/** Says that this key may not see the page, and offers another: a redirect to signing in would lead back here. */
export function refusedPage(reply: FastifyReply, props: VisitorProps): Promise<FastifyReply> {
  return sendPage(reply, 403, <Refused {...props} />);
}
