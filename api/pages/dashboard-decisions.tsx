import { DECISION_FILTERS, type DecisionFilter, type DecisionRow } from '../../domain/gate/decision-row.ts';
import { Page, Problem } from './page.tsx';
import { type DecisionsProps, PATHS, pageOfSubject } from './props.ts';
import { Badge, GATE_LOOKS, verdictLook } from './status.tsx';
import { Relative, Text } from './text.tsx';
import { amount } from './words.ts';

const LIVE_S = 5;

/** Everything that the safety gate answered for the account, newest first. */
export function DecisionsPage({ who, rows, total, filter, nextUrl, firstUrl, now, problem }: DecisionsProps) {
  return (
    <Page title="Safety gate" who={who} at="decisions" width="wide" live={LIVE_S}>
      <header class="page-head">
        <h1>Safety gate</h1>
        <p class="soft">{amount(total, 'decision')}</p>
      </header>
      <Problem words={problem} />
      <Filters filter={filter} />
      {rows.length === 0 ? <Nothing filter={filter} /> : <Table rows={rows} now={now} />}
      <nav class="paging" aria-label="Pages">
        <a href={firstUrl}>Newest</a>
        {nextUrl === null ? null : <a href={nextUrl}>Older</a>}
      </nav>
    </Page>
  );
}

const FILTER_WORDS: Record<DecisionFilter, string> = {
  PASS: 'PASS',
  BLOCK: 'BLOCK',
  WARN: 'WARN, whatever became of it',
  waiting: 'WARN, waits for a person',
  approved: 'WARN, approved',
  rejected: 'WARN, blocked',
  expired: 'WARN, expired',
};

function Filters({ filter }: Pick<DecisionsProps, 'filter'>) {
  return (
    <form class="filters card" method="get" action={PATHS.decisions} autocomplete="off">
      <div class="field">
        <label for="status">Answer</label>
        <select id="status" name="status">
          <option value="" selected={filter === null}>
            Any
          </option>
          {DECISION_FILTERS.map((one) => (
            <option value={one} selected={filter === one} safe>
              {FILTER_WORDS[one]}
            </option>
          ))}
        </select>
      </div>
      <button type="submit">Show</button>
    </form>
  );
}

function Nothing({ filter }: Pick<DecisionsProps, 'filter'>) {
  return (
    <div class="card empty">
      {filter === null ? (
        <>
          <h2>No decisions yet</h2>
          <p>
            They appear here as soon as somebody calls <code>POST /api/validate</code>.
          </p>
        </>
      ) : (
        <>
          <h2>Nothing matches</h2>
          <p>
            No decision fits what is chosen above. <a href={PATHS.decisions}>Show all</a>
          </p>
        </>
      )}
    </div>
  );
}

function Table({ rows, now }: Pick<DecisionsProps, 'rows' | 'now'>) {
  return (
    <table class="actions card">
      <thead>
        <tr>
          <th scope="col">Answer</th>
          <th scope="col">Kind</th>
          <th scope="col">Review</th>
          <th scope="col">Asked</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row row={row} now={now} />
        ))}
      </tbody>
    </table>
  );
}

const WORDS = { approved: 'Approved', rejected: 'Blocked' };

function Row({ row, now }: { row: DecisionRow; now: Date }) {
  const { id, status, action_kind, action_type, verdict } = row;
  return (
    <tr>
      <td class="short">
        <Badge look={GATE_LOOKS[status]} />
      </td>
      <td class="row-title">
        <a href={pageOfSubject(id)}>
          <strong>
            <Text of={action_kind} max={120} />
          </strong>
          {': '}
          <Text of={action_type} max={120} />
        </a>
      </td>
      <td class="review" data-label="Review">
        {status === 'WARN' ? (
          <span>
            <Badge look={verdictLook(row, WORDS)} />
            {verdict?.by == null ? null : (
              <span class="soft">
                {' by '}
                <Text of={verdict.by} max={120} />
              </span>
            )}
          </span>
        ) : (
          'Nobody is asked'
        )}
      </td>
      <td class="short" data-label="Asked">
        <Relative at={row.created_at} now={now} />
      </td>
    </tr>
  );
}
