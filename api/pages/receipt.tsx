import { isTerminal } from '../../domain/lifecycle.ts';
import type { Receipt } from '../../domain/receipt.ts';
import { Page } from './page.tsx';
import type { ReceiptProps } from './props.ts';
import { Digest } from './question.tsx';
import { Headline, RequestSection, ResponseSection } from './receipt-parts.tsx';
import { Timeline } from './timeline.tsx';

/** How often a record that can still change looks for news, in seconds. */
const LIVE_S = 3;

/** The public record of one action: for whoever has its address. */
export function ReceiptPage({ receipt, now, dashboardUrl }: ReceiptProps) {
  const { method, url } = receipt.action;
  return (
    <Page title={`Receipt: ${method} ${url}`.slice(0, 120)} width="wide" live={liveSeconds(receipt)}>
      <ReceiptBody receipt={receipt} now={now} />
      <footer class="foot">
        {dashboardUrl === null ? null : (
          <p class="no-print">
            <a href={dashboardUrl}>Open in the dashboard</a>
          </p>
        )}
        <Digest of={receipt.digest} />
      </footer>
    </Page>
  );
}

/** What has ended can still have a callback under way. */
export function liveSeconds({ action, deliveries }: Receipt): number | null {
  const delivering = deliveries.some(({ state }) => state === 'sending' || state === 'retrying');
  return isTerminal(action.status) && !delivering ? null : LIVE_S;
}

/** What the action itself says is next. */
function toCome({ action: { expires_at, next_retry_at } }: Receipt) {
  return [
    ...(expires_at === null ? [] : [{ at: expires_at, title: 'Expires unless somebody decides' }]),
    ...(next_retry_at === null ? [] : [{ at: next_retry_at, title: 'Next attempt' }]),
  ];
}

interface ReceiptBodyProps {
  receipt: Receipt;
  now: Date;
  /** Nothing is cut: whoever decides here has to be able to read it all. */
  whole?: boolean;
  children?: unknown;
}

/** What the receipt and the dashboard both show of an action. `children` follow what there is to know of it. */
export function ReceiptBody({ receipt, now, whole = false, children }: ReceiptBodyProps) {
  return (
    <>
      <Headline receipt={receipt} now={now} />
      <div class="columns">
        <div>
          <RequestSection receipt={receipt} whole={whole} />
          <ResponseSection receipt={receipt} whole={whole} />
          {children as 'safe'}
        </div>
        <Timeline happened={receipt} next={toCome(receipt)} now={now} />
      </div>
    </>
  );
}
