import type { PropsWithChildren } from '@kitajs/html';
import type { Delivery } from '../../domain/delivery.ts';
import { Page, Problem } from './page.tsx';
import type { Who } from './props.ts';
import { Digest } from './question.tsx';
import { Badge, type Look } from './status.tsx';
import { Text } from './text.tsx';

/** How often a record that can still change looks for news, in seconds. */
const LIVE_S = 3;

/** What each record of one subject is framed by, whoever reads it. */
export interface FrameProps {
  title: string;
  who?: Who | null;
  /** What went wrong with the last press; null: nothing. */
  problem?: string | null;
  /** Where to look further. */
  links: { href: string; words: string }[];
  /** SHA-256 of what is decided on. */
  digest: string;
}

interface RecordProps extends FrameProps {
  /** Whether anything of it can still change. */
  live: boolean;
  /** What it is, and where that is not all what became of it: the last one colours the page. */
  looks: [Look, ...Look[]];
  heading: JSX.Element;
  /** What became of it, in a sentence. */
  lede: string;
  timeline: JSX.Element;
}

/** The record of one subject: what became of it, then what there is to know of it beside what happened. */
export function RecordPage(props: PropsWithChildren<RecordProps>) {
  const { title, who, problem = null, links, digest, live, looks, heading, lede, timeline, children } = props;
  return (
    <Page title={title.slice(0, 120)} who={who ?? null} width="wide" live={live ? LIVE_S : null}>
      <Problem words={problem} />
      <header class={`card headline ${looks.at(-1)?.tone ?? 'quiet'}`}>
        <p class="status">
          {looks.map((look) => (
            <Badge look={look} />
          ))}
        </p>
        <h1>{heading as 'safe'}</h1>
        <p class="lede">
          <Text of={lede} />
        </p>
      </header>
      <div class="columns">
        <div>{children as 'safe'}</div>
        {timeline as 'safe'}
      </div>
      <footer class="foot">
        {links.length === 0 ? null : (
          <p class="no-print">
            {links.map(({ href, words }) => (
              <a href={href} safe>
                {words}
              </a>
            ))}
          </p>
        )}
        <Digest of={digest} />
      </footer>
    </Page>
  );
}

/** The links of a public receipt: to the dashboard, for whoever may look there. */
export function linksOfReceipt(dashboardUrl: string | null): FrameProps['links'] {
  return dashboardUrl === null ? [] : [{ href: dashboardUrl, words: 'Open in the dashboard' }];
}

/** The links of a page of the dashboard. */
export function linksOfDashboard(receiptUrl: string, temporalUrl: string | null): FrameProps['links'] {
  return [
    { href: receiptUrl, words: 'Public receipt' },
    ...(temporalUrl === null ? [] : [{ href: temporalUrl, words: 'This run in Temporal' }]),
  ];
}

/** What has ended can still have a callback under way. */
export function isDelivering(deliveries: readonly Delivery[]): boolean {
  return deliveries.some(({ state }) => state === 'sending' || state === 'retrying');
}
