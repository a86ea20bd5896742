import type { Receipt } from '../../domain/receipt.ts';
import { Fact, Reason, Value } from './question.tsx';
import { Body, Text, Time } from './text.tsx';
import { amount, duration, fromNow } from './words.ts';

/** The method and where it goes; the host stands out, since that is what is misread first. Https goes without saying. */
export function Request({ method, url }: { method: string; url: string }) {
  const { before, host, after } = splitAddress(url);
  return (
    <>
      <span class="method" safe>
        {method}
      </span>{' '}
      <span class="address">
        <span class="soft">
          <Text of={before} />
        </span>
        <strong>
          <Text of={host} max={255} />
        </strong>
        <Text of={after} max={300} />
      </span>
    </>
  );
}

/** `http://` · `api.example.com` · `/users?page=2`; what is no address has neither host nor rest. */
function splitAddress(url: string): { before: string; host: string; after: string } {
  const [, before = '', host = '', after = ''] = /^(\w+:\/\/)([^/?#]*)(.*)$/s.exec(url) ?? [];
  if (host === '') return { before: '', host: url, after: '' };
  return { before: before === 'https://' ? '' : before, host, after };
}

/** What became of it, in a sentence. */
export function sentenceOf({ action }: Receipt, now: Date): string {
  const tries = amount(action.attempts, 'attempt');
  switch (action.status) {
    case 'awaiting_approval':
      return action.expires_at === null
        ? 'Nothing is sent before somebody approves.'
        : `Nothing is sent before somebody approves. It expires ${fromNow(action.expires_at, now)}.`;
    case 'pending':
      return action.next_retry_at === null
        ? 'It was accepted and is sent as soon as a worker takes it.'
        : `${tries} of ${action.retries} failed so far. The next one starts ${fromNow(action.next_retry_at, now)}.`;
    case 'active':
      return `Attempt ${action.attempts} of ${action.retries} is on its way.`;
    case 'completed':
      return `The target answered ${action.response_code ?? 'with success'} at attempt ${action.attempts} of ${action.retries}.`;
    case 'failed':
      return `${action.last_error ?? 'No attempt succeeded.'} (${tries} of ${action.retries})`;
    case 'cancelled':
      return cancelled(action);
  }
}

function cancelled({ cancel_reason, cancelled_by, attempts }: Receipt['action']): string {
  const sent = attempts === 0 ? 'Nothing was sent.' : 'Nothing more is sent.';
  const by = cancelled_by === null ? '' : ` by ${cancelled_by}`;
  switch (cancel_reason) {
    case 'rejected':
      return `It was rejected${by}. ${sent}`;
    case 'expired':
      return `Nobody decided in time. ${sent}`;
    case 'blocked':
      return `A policy does not allow it any more. ${sent}`;
    default:
      return `It was cancelled${by}. ${sent}`;
  }
}

interface SectionProps {
  receipt: Receipt;
  whole: boolean;
}

export function RequestSection({ receipt: { action, requested_by }, whole }: SectionProps) {
  return (
    <section class="card" aria-labelledby="request">
      <h2 id="request">Request</h2>
      <dl class="facts">
        <Fact label="Method">
          <Text of={action.method} />
        </Fact>
        <Fact label="Address">
          <Value of={action.url} label="Address" />
        </Fact>
        {Object.entries(action.headers ?? {}).map(([name, value]) => (
          <Fact label={`Header ${name}`}>
            <Text of={value} max={whole ? Infinity : 500} />
          </Fact>
        ))}
        <Fact label="Asked by">
          <Text of={requested_by} max={300} />
        </Fact>
        <Fact label="Attempts allowed">{action.retries}</Fact>
        {action.callback === null ? null : (
          <Fact label="Callback">
            <Text of={action.callback} max={whole ? Infinity : 2_000} />
          </Fact>
        )}
        <Fact label="Id">
          <code safe>{action.id}</code>
        </Fact>
        {action.retry_of === null ? null : (
          <Fact label="Sent again after">
            <code safe>{action.retry_of}</code>
          </Fact>
        )}
      </dl>
      {action.body === null ? (
        <p class="soft">It has no body.</p>
      ) : (
        <>
          <p class="label">Body</p>
          <Body of={action.body} label="Body of the request" whole={whole} />
        </>
      )}
      <Reason of={action.reason} />
    </section>
  );
}

export function ResponseSection({ receipt: { action }, whole }: SectionProps) {
  if (action.response_code === null && action.response_body === null) return null;
  return (
    <section class="card" aria-labelledby="response">
      <h2 id="response">Response</h2>
      <dl class="facts">
        <Fact label="Code">{action.response_code}</Fact>
        {action.duration_ms === null ? null : <Fact label="Took">{duration(action.duration_ms)}</Fact>}
        {action.finished_at === null ? null : (
          <Fact label="Finished">
            <Time at={action.finished_at} />
          </Fact>
        )}
      </dl>
      {action.response_body === null ? (
        <p class="soft">It has no body.</p>
      ) : (
        <>
          <p class="label">Body</p>
          <Body of={action.response_body} label="Body of the response" whole={whole} />
        </>
      )}
      {action.response_truncated ? <p class="soft">The answer was longer; only its beginning was kept.</p> : null}
    </section>
  );
}
