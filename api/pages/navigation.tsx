import { PATHS, type Who } from './props.ts';
import { Text } from './text.tsx';

/** What stands over every page of somebody who is signed in. */
export function Navigation({ who, at }: { who: Who; at?: 'inbox' | 'actions' | 'decisions' | undefined }) {
  return (
    <header class="bar">
      <a class="skip" href="#content">
        Skip to content
      </a>
      <div class="bar-row">
        <a class="brand" href={PATHS.inbox}>
          <img src="/logo.svg" alt="" width="24" height="24" />
          <span>SafeFetch</span>
        </a>
        <nav aria-label="Dashboard">
          <a href={PATHS.inbox} aria-current={at === 'inbox' ? 'page' : undefined}>
            Inbox
          </a>
          <a href={PATHS.actions} aria-current={at === 'actions' ? 'page' : undefined}>
            All actions
          </a>
          <a href={PATHS.decisions} aria-current={at === 'decisions' ? 'page' : undefined}>
            Safety gate
          </a>
        </nav>
        <search>
          <form class="find" method="get" action={PATHS.find}>
            <input
              name="id"
              aria-label="Id of an action, an approval or a decision"
              placeholder="act_…, apr_…, dec_…"
              maxlength="200"
              spellcheck="false"
              required
            />
            <button type="submit" class="plain">
              Find
            </button>
          </form>
        </search>
        <div class="who">
          <Account who={who} />
          <form method="post" action={`${PATHS.signOut}?next=${encodeURIComponent(PATHS.inbox)}`}>
            <button type="submit" class="plain">
              Sign out
            </button>
          </form>
        </div>
      </div>
    </header>
  );
}

function Account({ who: { name, account, accounts } }: { who: Who }) {
  return (
    <div class="who-name">
      <strong>
        <Text of={name} max={80} />
      </strong>
      <span class="soft">
        <Text of={account} max={80} />
      </span>
      {accounts.length < 2 ? null : (
        <details class="accounts">
          <summary>Other accounts</summary>
          <form method="post" action={PATHS.account}>
            {accounts
              .filter((other) => other !== account)
              .map((other) => (
                <button type="submit" class="plain" name="account" value={other}>
                  <Text of={other} max={80} />
                </button>
              ))}
          </form>
        </details>
      )}
    </div>
  );
}
