import type { ActionStatus } from '../../domain/action.ts';
import type { ActionSummary } from '../../domain/summary.ts';
import { visibleText } from '../../domain/visible-text.ts';
import { Nothing, Paging, Select, Table } from './list-parts.tsx';
import { Page, Problem } from './page.tsx';
import { type ActionsProps, PATHS } from './props.ts';
import { Request } from './receipt-parts.tsx';
import { Badge, lookOf } from './status.tsx';
import { Relative } from './text.tsx';
import { amount, duration } from './words.ts';

const LIVE_S = 5;

/** Everything the account ever asked for, newest first. */
export function ActionsPage(props: ActionsProps) {
  const { who, rows, total, totalApproximate, filters, nextUrl, firstUrl, now, problem } = props;
  const filtered = Object.values(filters).some((value) => value !== '');
  return (
    <Page title="All actions" who={who} at="actions" width="wide" live={LIVE_S}>
      <header class="page-head">
        <h1>All actions</h1>
        <p class="soft">{`${totalApproximate ? 'About ' : ''}${amount(total, 'action')}`}</p>
      </header>
      <Problem words={problem} />
      <Filters filters={filters} />
      {rows.length === 0 ? (
        <Nothing noun="action" call="POST /v1/actions" allUrl={filtered ? PATHS.actions : null} />
      ) : (
        <Actions rows={rows} now={now} />
      )}
      <Paging firstUrl={firstUrl} nextUrl={nextUrl} />
    </Page>
  );
}

const STATUS_WORDS: Record<ActionStatus, string> = {
  pending: 'About to be sent',
  active: 'Being sent',
  awaiting_approval: 'Waits for approval',
  completed: 'Completed',
  failed: 'Failed',
  cancelled: 'Cancelled, rejected or expired',
};

function Filters({ filters: { status, host, from, to } }: Pick<ActionsProps, 'filters'>) {
  return (
    <form class="filters card" method="get" action={PATHS.actions} autocomplete="off">
      <Select id="status" label="Status" options={STATUS_WORDS} selected={status === '' ? null : status} />
      <div class="field">
        <label for="host">Target host</label>
        <input
          id="host"
          name="host"
          value={visibleText(host)}
          maxlength="255"
          spellcheck="false"
          placeholder="api.example.com"
        />
      </div>
      <div class="field">
        <label for="from">From (UTC)</label>
        <input id="from" name="from" type="date" value={from} />
      </div>
      <div class="field">
        <label for="to">Until (UTC)</label>
        <input id="to" name="to" type="date" value={to} />
      </div>
      <button type="submit">Show</button>
    </form>
  );
}

function Actions({ rows, now }: { rows: ActionSummary[]; now: Date }) {
  return (
    <Table columns={['Status', 'Request', 'Attempts', 'Answer', 'Took', 'Asked']}>
      {rows.map((row) => (
        <Row row={row} now={now} />
      ))}
    </Table>
  );
}

function Row({ row, now }: { row: ActionSummary; now: Date }) {
  return (
    <tr>
      <td class="short">
        <Badge look={lookOf(row)} />
      </td>
      <td class="row-title">
        <a href={`${PATHS.actions}/${encodeURIComponent(row.id)}`}>
          <Request method={row.method} url={row.url} />
        </a>
      </td>
      <td class="short" data-label="Attempts">{`${row.attempts} of ${row.retries}`}</td>
      <td class="short" data-label="Answer">
        {row.response_code ?? '–'}
      </td>
      <td class="short" data-label="Took">
        {row.duration_ms === null ? '–' : duration(row.duration_ms)}
      </td>
      <td class="short" data-label="Asked">
        <Relative at={row.created_at} now={now} />
      </td>
    </tr>
  );
}
