import type { DecisionFilter, DecisionRow } from '../../domain/gate/decision-row.ts';
import { Nothing, Paging, Select, Table } from './list-parts.tsx';
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
      {rows.length === 0 ? (
        <Nothing noun="decision" call="POST /api/validate" allUrl={filter === null ? null : PATHS.decisions} />
      ) : (
        <Decisions rows={rows} now={now} />
      )}
      <Paging firstUrl={firstUrl} nextUrl={nextUrl} />
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
      <Select id="status" label="Answer" options={FILTER_WORDS} selected={filter} />
      <button type="submit">Show</button>
    </form>
  );
}

function Decisions({ rows, now }: Pick<DecisionsProps, 'rows' | 'now'>) {
  return (
    <Table columns={['Answer', 'Kind', 'Review', 'Asked']}>
      {rows.map((row) => (
        <Row row={row} now={now} />
      ))}
    </Table>
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
