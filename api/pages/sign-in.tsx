import type { FastifyReply } from 'fastify';
import type { Caller } from '../authentication.ts';
import { Page, sendPage } from './page.tsx';

interface SignInProps {
  /** A path of ours to go to afterwards. */
  next: string;
  problem: string | null;
}

function SignIn({ next, problem }: SignInProps) {
  return (
    <Page title="Sign in">
      <form method="post" action={withNext('/sign-in', next)} class="card">
        <h1>Sign in</h1>
        <p>
          Use an API key. Temporal’s UI needs one with the scope <code>admin</code>, such as the key that the first
          start printed.
        </p>
        {problem === null ? null : (
          <p id="problem" class="problem" role="alert" safe>
            {problem}
          </p>
        )}
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
          autofocus
          aria-invalid={problem === null ? undefined : 'true'}
          aria-describedby={problem === null ? undefined : 'problem'}
        />
        <button type="submit">Sign in</button>
      </form>
    </Page>
  );
}

interface VisitorProps {
  visitor: Caller;
  next: string;
}

function SignedIn({ visitor, next }: VisitorProps) {
  return (
    <Page title="Signed in">
      <div class="card">
        <h1>Signed in</h1>
        <Who visitor={visitor} />
        <p>
          <a href={next}>{next === '/temporal/' ? 'Go to Temporal’s UI' : 'Go on'}</a>
        </p>
        <SignOut label="Sign out" next={next} />
      </div>
    </Page>
  );
}

function Refused({ visitor, next }: VisitorProps) {
  return (
    <Page title="Not with this key">
      <div class="card">
        <h1>Not with this key</h1>
        <p class="problem" role="alert">
          Temporal’s UI shows every request with its credentials, so it asks for a key with the scope <code>admin</code>
          . The key that is signed in does not have it.
        </p>
        <Who visitor={visitor} />
        <SignOut label="Sign in with another key" next={next} />
      </div>
    </Page>
  );
}

function Who({ visitor: { key, account } }: { visitor: Caller }) {
  return (
    <dl>
      <dt>Key</dt>
      <dd safe>{key.name}</dd>
      <dt>Account</dt>
      <dd safe>{account.id}</dd>
      <dt>Scopes</dt>
      <dd safe>{key.scopes.join(', ')}</dd>
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

export function signInPage(reply: FastifyReply, status: number, props: SignInProps): Promise<FastifyReply> {
  return sendPage(reply, status, <SignIn {...props} />);
}

export function signedInPage(reply: FastifyReply, props: VisitorProps): Promise<FastifyReply> {
  return sendPage(reply, 200, <SignedIn {...props} />);
}

/** Says that this key may not see the page, and offers another: a redirect to signing in would lead back here. */
export function refusedPage(reply: FastifyReply, props: VisitorProps): Promise<FastifyReply> {
  return sendPage(reply, 403, <Refused {...props} />);
}
