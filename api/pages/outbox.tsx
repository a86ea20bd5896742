import type { KeptEmail } from '../../messaging/outbox.ts';
import { Table } from './list-parts.tsx';
import { Page } from './page.tsx';
import type { Who } from './props.ts';
import { Block, Relative, Text, Time } from './text.tsx';
import { amount } from './words.ts';

interface OutboxProps {
  who: Who;
  /** Newest first. */
  emails: KeptEmail[];
  now: Date;
}

/** What would have been sent by e-mail, if there were a way to send it. */
export function OutboxPage({ who, emails, now }: OutboxProps) {
  return (
    <Page title="Outbox" who={who} width="wide">
      <header class="page-head">
        <h1>Outbox</h1>
        <p class="soft">
          No way to send e-mail is set up, so it is kept here
          {emails.length === 0 ? '' : `: ${amount(emails.length, 'message')}`}. Set POSTMARK_SERVER_TOKEN and MAIL_FROM
          to have it sent.
        </p>
      </header>
      {emails.length === 0 ? <Nothing /> : <Emails emails={emails} now={now} />}
    </Page>
  );
}

function Nothing() {
  return (
    <div class="card empty">
      <h2>Nothing yet</h2>
      <p>A message appears here as soon as somebody is asked to approve something, or asks to sign in by e-mail.</p>
    </div>
  );
}

function Emails({ emails, now }: { emails: KeptEmail[]; now: Date }) {
  return (
    <Table columns={['Subject', 'For', 'Written']}>
      {emails.map(({ id, subject, to, at }) => (
        <tr>
          <td class="row-title">
            <a href={`/outbox/${id}`}>
              <Text of={subject} max={300} />
            </a>
          </td>
          <td data-label="For">
            <Text of={to} max={300} />
          </td>
          <td data-label="Written">
            <Relative at={at} now={now} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

interface OutboxEmailProps {
  who: Who;
  email: KeptEmail;
  now: Date;
}

/** One message with all its parts. The HTML part stands in a frame of its own, where nothing runs. */
export function OutboxEmailPage({ who, email: { id, at, to, subject, text }, now }: OutboxEmailProps) {
  return (
    <Page title={subject} who={who} width="wide">
      <p>
        <a href="/outbox">Outbox</a>
      </p>
      <article class="card">
        <h1>
          <Text of={subject} max={1_000} />
        </h1>
        <dl class="facts">
          <div>
            <dt>For</dt>
            <dd>
              <Text of={to} max={300} />
            </dd>
          </div>
          <div>
            <dt>Written</dt>
            <dd>
              <Time at={at} now={now} />
            </dd>
          </div>
        </dl>
      </article>
      <section class="card">
        <h2>As HTML</h2>
        <iframe
          src={`/outbox/${id}/html`}
          title="The message as HTML"
          sandbox="allow-top-navigation-by-user-activation"
          width="100%"
          height="720"
        />
      </section>
      <section class="card">
        <h2>As text</h2>
        <Block of={{ text, omitted: 0 }} label="The message as text" />
      </section>
    </Page>
  );
}
