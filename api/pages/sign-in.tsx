import { Page } from './page.tsx';

export interface SignInProps {
  /** A path of ours to go to afterwards. */
  next: string;
  problem: string | null;
}

export function SignInPage({ next, problem }: SignInProps) {
  return (
    <Page title="Sign in">
      <form method="post" action={`/sign-in?next=${encodeURIComponent(next)}`} class="card">
        <h1>Sign in</h1>
        <p>
          Use an API key. Temporal’s UI needs one with the scope admin, such as the key that the first start printed.
        </p>
        {problem === null ? null : (
          <p class="problem" role="alert" safe>
            {problem}
          </p>
        )}
        <label for="key">API key</label>
        <input id="key" name="key" type="password" autocomplete="current-password" required spellcheck="false" />
        <button type="submit">Sign in</button>
      </form>
    </Page>
  );
}
