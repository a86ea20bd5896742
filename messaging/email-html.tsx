import type { PropsWithChildren } from '@kitajs/html';
import { escapeHtml } from '@kitajs/html';
import type { CutText } from '../domain/cut-text.ts';
import { Button, Frame, STYLES } from './email-frame.tsx';
import { CODE_LABEL, codeNote, KEEP_IT } from './email-text.ts';
import type { QuestionMessage } from './message.ts';
import {
  BUTTONS_NOTE,
  CLAIMS_LABEL,
  type FactList,
  omittedInWords,
  REASON_LABEL,
  REASON_NOTE,
  type Wording,
} from './wording.ts';

/** The HTML part: tables and inline styles, because mail clients know little else. */
export async function questionHtml({ question, decideUrl, code, receiptUrl }: QuestionMessage, wording: Wording) {
  const { subject, heading, title, lead, expiry, facts, document, documentLabel, reason, claims } = wording;
  return String(
    await (
      <Frame subject={subject} preview={[lead, expiry].filter(Boolean).join(' ')}>
        <h1 class="ink" style={STYLES.heading} safe>
          {heading}
        </h1>
        <p class="title ink" style={STYLES.title} dir="auto">
          {unlinked(title)}
        </p>
        <p class="ink" style={STYLES.paragraph} dir="auto" safe>
          {lead}
        </p>
        {expiry === null ? null : (
          <p class="ink" style={`${STYLES.paragraph}font-weight:600;`} safe>
            {expiry}
          </p>
        )}
        <Facts of={facts} />
        {document === null ? null : (
          <Section label={documentLabel}>
            <Quoted text={document} style={STYLES.document} className="panel ink" />
          </Section>
        )}
        {reason === null ? null : (
          <Section label={REASON_LABEL} note={REASON_NOTE}>
            <Quoted text={reason} style={STYLES.reason} className="words ink" />
          </Section>
        )}
        {claims === null ? null : (
          <Section label={CLAIMS_LABEL} note={REASON_NOTE}>
            <div class="words" style={STYLES.claims}>
              <Facts of={claims} />
            </div>
          </Section>
        )}
        {decideUrl === null ? null : <Deciding decideUrl={decideUrl} wording={wording} />}
        {code === null ? null : <Code code={code} note={codeNote(question)} />}
        {receiptUrl === null ? null : (
          <Small>
            <a href={receiptUrl} class="link" style={STYLES.link}>
              Receipt
            </a>
            : what became of it; it decides nothing, so you may share it.
          </Small>
        )}
        <Small>
          Request <span safe>{question.id}</span>, account <span safe>{question.account}</span>. SHA-256 of what is
          decided on: <span safe>{question.digest}</span>
        </Small>
      </Frame>
    ),
  );
}

function Facts({ of: { shown, omitted } }: { of: FactList }) {
  return (
    <table role="presentation" class="facts" width="100%" cellpadding="0" cellspacing="0" style={STYLES.facts}>
      {shown.map(({ label, value }) => (
        <tr>
          <th scope="row" class="label soft line" style={STYLES.label} dir="auto">
            {unlinked(label)}
          </th>
          <td class="value ink line" style={STYLES.value} dir="auto">
            {unlinked(value)}
          </td>
        </tr>
      ))}
      {omitted === 0 ? null : (
        <tr>
          <td colspan="2" class="soft line" style={STYLES.value} safe>
            {`${omittedInWords(omitted, 'line')}; the page shows all.`}
          </td>
        </tr>
      )}
    </table>
  );
}

function Code({ code, note }: { code: string; note: string }) {
  return (
    <Small>
      <span safe>{CODE_LABEL}</span>
      {': '}
      <strong class="ink" style="letter-spacing:0.1em;" safe>
        {code}
      </strong>
      {'. '}
      <span safe>{note}</span>
    </Small>
  );
}

function Deciding({ decideUrl, wording: { approve, reject } }: { decideUrl: string; wording: Wording }) {
  return (
    <>
      <table
        role="presentation"
        width="100%"
        cellpadding="0"
        cellspacing="0"
        style="margin:24px 0 12px;table-layout:fixed;width:100%;"
      >
        <tr>
          <Button href={`${decideUrl}#approve`} label={approve} tone="approve" />
          <td class="gap" style="width:12px;font-size:0;line-height:0;">
            &nbsp;
          </td>
          <Button href={`${decideUrl}#reject`} label={reject} tone="reject" />
        </tr>
      </table>
      <p class="soft" style={STYLES.small} safe>
        {BUTTONS_NOTE}
      </p>
      <p class="soft" style={STYLES.small}>
        If the buttons do not work, open this address:
        <br />
        <a href={decideUrl} class="link" style={`${STYLES.link}word-break:break-all;`} safe>
          {decideUrl}
        </a>
      </p>
      <p class="soft" style={STYLES.small} safe>
        {KEEP_IT}
      </p>
    </>
  );
}

function Section({ label, note, children }: PropsWithChildren<{ label: string; note?: string }>) {
  return (
    <>
      <h2 class="ink" style={STYLES.subheading}>
        <span safe>{label}</span>
        {note === undefined ? null : (
          <span class="soft" style="font-weight:400;" safe>
            {` (${note})`}
          </span>
        )}
      </h2>
      {children as string}
    </>
  );
}

function Quoted({ text, style, className }: { text: CutText; style: string; className: string }) {
  return (
    <>
      <div class={className} style={style} dir="auto">
        {unlinked(text.text)}
      </div>
      {text.omitted === 0 ? null : (
        <p class="soft" style={STYLES.small} safe>
          {`${omittedInWords(text.omitted)}; the page shows more.`}
        </p>
      )}
    </>
  );
}

function Small({ children }: PropsWithChildren) {
  return (
    <p class="soft" style={STYLES.small}>
      {children as string}
    </p>
  );
}

/**
 * Escaped, with places to break at inside what looks like an address: it wraps well, and fewer mail clients make a
 * link of it, which a reader could take for one of ours.
 */
function unlinked(text: string): string {
  return escapeHtml(text).replace(/:\/\/|[./@]/g, '$&<wbr>');
}

export async function signInHtml(url: string, expiry: string): Promise<string> {
  return String(
    await (
      <Frame subject="Sign in to SafeFetch" preview={expiry}>
        <h1 class="ink" style={STYLES.heading}>
          Sign in to SafeFetch
        </h1>
        <p class="ink" style={STYLES.paragraph}>
          Open the link in the browser that asked for it.
        </p>
        <table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:24px 0 16px;">
          <tr>
            <Button href={url} label="Sign in" tone="plain" />
          </tr>
        </table>
        <p class="soft" style={STYLES.small} safe>
          {expiry}
        </p>
        <p class="soft" style={STYLES.small}>
          If the button does not work, open this address:
          <br />
          <a href={url} class="link" style={`${STYLES.link}word-break:break-all;`} safe>
            {url}
          </a>
        </p>
        <p class="soft" style={STYLES.small}>
          If you did not ask for it, do nothing: nobody can sign in without this link.
        </p>
      </Frame>
    ),
  );
}
