import type { WaitingRow } from '../../domain/waiting.ts';
import { Page } from './page.tsx';
import { type InboxProps, PATHS, pageOfSubject } from './props.ts';
import { Comment } from './question.tsx';
import { Request } from './receipt-parts.tsx';
import { Relative, Text } from './text.tsx';
import { amount } from './words.ts';

const LIVE_S = 5;

/** What waits for the visitor. Every button leads to a page that shows what would be decided; that one decides. */
export function InboxPage({ who, rows, total, nextUrl, now, notice }: InboxProps) {
  return (
    <Page title={total === 0 ? 'Inbox' : `Inbox (${total})`} who={who} at="inbox" width="wide" live={LIVE_S}>
      <header class="page-head">
        <h1>Inbox</h1>
        <p class="soft">{total === 0 ? 'Nothing waits for a decision.' : `${amount(total, 'request')} to decide`}</p>
      </header>
      {notice === null ? null : (
        <p class="notice" role="status">
          <Text of={notice} />
        </p>
      )}
      {rows.length === 0 ? <Empty account={who.account} /> : <Rows rows={rows} now={now} />}
      {nextUrl === null ? null : (
        <p class="paging">
          <a href={nextUrl}>Older requests</a>
        </p>
      )}
    </Page>
  );
}

function Empty({ account }: { account: string }) {
  return (
    <div class="card empty">
      <h2>All decided</h2>
      <p>
        What an agent of <Text of={account} max={80} /> may not do without a person waits here until somebody approves
        or rejects it, or it expires: an action with <code>approve: true</code> or held by a policy, a question to its
        operator, a WARN of the safety gate. This page updates by itself.
      </p>
      <p>
        <a href={PATHS.actions}>See all actions</a>
      </p>
    </div>
  );
}

function Rows({ rows, now }: { rows: WaitingRow[]; now: Date }) {
  return (
    <>
      <ul class="inbox">
        {rows.map((row) => (
          <Row row={row} now={now} />
        ))}
      </ul>
      <form id="bulk" class="bulk" method="post" action={PATHS.decide} autocomplete="off">
        <p class="soft">With all that are ticked:</p>
        <DecideButtons />
      </form>
    </>
  );
}

function Row({ row, now }: { row: WaitingRow; now: Date }) {
  const { open } = row;
  return (
    <li class="card">
      {open ? <Tick row={row} /> : null}
      <div class="row-what">
        <p class="row-title">
          <a href={pageOfSubject(row.id)}>
            <What of={row.what} />
          </a>
        </p>
        <p class="soft">
          Asked <Relative at={row.asked_at} now={now} />
          {row.expires_at === null ? null : open ? (
            <>
              {' · expires '}
              <Relative at={row.expires_at} now={now} />
            </>
          ) : (
            ' · expired'
          )}
        </p>
        {open ? row.guarded ? <OpenToDecide row={row} /> : <RowDecision row={row} /> : null}
      </div>
    </li>
  );
}

function What({ of }: { of: WaitingRow['what'] }) {
  if ('url' in of) return <Request method={of.method} url={of.url} />;
  return (
    <>
      {of.mark === null ? null : (
        <span class="method">
          <Text of={of.mark} max={60} />
        </span>
      )}{' '}
      <strong>
        <Text of={of.title} max={200} />
      </strong>
    </>
  );
}

function Tick({ row: { id, what } }: { row: WaitingRow }) {
  return (
    <label class="tick">
      <input type="checkbox" name="id" value={id} form="bulk" />
      <span class="unseen">
        Choose <Text of={'url' in what ? `${what.method} ${what.url}` : what.title} max={200} />
      </span>
    </label>
  );
}

/** A yes is not given here: it is somebody's alone, or takes the code of the message. Ticked, it can be rejected. */
function OpenToDecide({ row: { id } }: { row: WaitingRow }) {
  return (
    <p>
      <a href={pageOfSubject(id)}>Open to decide</a>
    </p>
  );
}

function RowDecision({ row: { id } }: { row: WaitingRow }) {
  return (
    <details>
      <summary>Decide</summary>
      <form method="post" action={PATHS.decide} autocomplete="off">
        <input type="hidden" name="id" value={id} />
        <Comment id={`comment-${id}`} />
        <DecideButtons />
      </form>
    </details>
  );
}

/** Three dots: a page follows that asks for confirmation. */
function DecideButtons() {
  return (
    <div class="buttons">
      <button type="submit" class="approve" name="operation" value="approve">
        Approve …
      </button>
      <button type="submit" class="reject" name="operation" value="reject">
        Reject …
      </button>
    </div>
  );
}
