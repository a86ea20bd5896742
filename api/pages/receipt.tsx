import { isTerminal } from '../../domain/lifecycle.ts';
import { USUAL_WORDS } from '../../domain/question.ts';
import type { Receipt } from '../../domain/receipt.ts';
import type { ReceiptProps } from './props.ts';
import { Request, RequestSection, ResponseSection, sentenceOf } from './receipt-parts.tsx';
import { type FrameProps, isDelivering, linksOfReceipt, RecordPage } from './record.tsx';
import { lookOf } from './status.tsx';
import { Timeline } from './timeline.tsx';

/** The public record of one action: for whoever has its address. */
export function ReceiptPage({ receipt, now, dashboardUrl }: ReceiptProps) {
  const { action, digest } = receipt;
  const frame = { title: `Receipt: ${action.method} ${action.url}`, links: linksOfReceipt(dashboardUrl), digest };
  return <ActionRecord frame={frame} receipt={receipt} now={now} />;
}

interface ActionRecordProps {
  frame: FrameProps;
  receipt: Receipt;
  now: Date;
  /** Nothing is cut: whoever decides here has to be able to read it all. */
  whole?: boolean;
  children?: unknown;
}

/** What the receipt and the dashboard both show of an action. `children` follow what there is to know of it. */
export function ActionRecord({ frame, receipt, now, whole = false, children }: ActionRecordProps) {
  const { action, deliveries } = receipt;
  return (
    <RecordPage
      {...frame}
      live={!isTerminal(action.status) || isDelivering(deliveries)}
      looks={[lookOf(action)]}
      heading={<Request method={action.method} url={action.url} />}
      lede={sentenceOf(receipt, now)}
      timeline={
        <Timeline happened={{ ...receipt, gate: action.gate }} next={toCome(receipt)} words={USUAL_WORDS} now={now} />
      }
    >
      <RequestSection receipt={receipt} whole={whole} />
      <ResponseSection receipt={receipt} whole={whole} />
      {children as 'safe'}
    </RecordPage>
  );
}

/** What the action itself says is next. */
function toCome({ action: { expires_at, next_retry_at } }: Receipt) {
  return [
    ...(expires_at === null ? [] : [{ at: expires_at, title: 'Expires unless somebody decides' }]),
    ...(next_retry_at === null ? [] : [{ at: next_retry_at, title: 'Next attempt' }]),
  ];
}
