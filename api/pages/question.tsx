import type { Fact as KnownFact, Question } from '../../domain/question.ts';
import { Block, Text, Time } from './text.tsx';

/** What a person is asked, the same on the page of the link and where several are confirmed at once. */

/** What SafeFetch knows, in the order to be read; then what would be sent. */
export function Facts({ question }: { question: Question }) {
  const { facts, document, asked_by, words } = question;
  const label = words?.document ?? 'What is sent';
  const shown = facts.filter(({ label, value }) => label !== 'Asked by' || value !== asked_by);
  return (
    <>
      <FactList of={shown} />
      {document === null ? null : (
        <>
          <p class="label" safe>
            {label}
          </p>
          <Block of={document} label={`${label}: ${question.title}`} />
        </>
      )}
    </>
  );
}

function FactList({ of: facts }: { of: KnownFact[] }) {
  return (
    <dl class="facts">
      {facts.map(({ label, value }) => (
        <Fact label={label}>
          <Value of={value} label={label} />
        </Fact>
      ))}
    </dl>
  );
}

/** Longer values stand in a part of their own that scrolls: no address buries what comes after it. */
const LONG_CHARS = 500;

export function Value({ of, label }: { of: string; label: string }) {
  return of.length <= LONG_CHARS ? <Text of={of} /> : <Block of={{ text: of, omitted: 0 }} label={label} />;
}

/** From here on an expiry stands out. */
const SOON_MS = 3_600_000;

/** Who asked, when, and until when there is an answer to give; `asks`: whether one was asked for at all. */
export function Asking({ question, now, asks = true }: { question: Question; now: Date; asks?: boolean }) {
  const soon = Date.parse(question.expires_at) - now.getTime() < SOON_MS;
  return (
    <dl class="facts">
      <Fact label="Asked by">
        <Text of={question.asked_by} max={300} />
      </Fact>
      <Fact label="Asked">
        <Time at={question.asked_at} now={now} />
      </Fact>
      {asks ? (
        <Fact label="Expires">
          <span class={soon ? 'soon' : undefined}>
            <Time at={question.expires_at} now={now} />
          </span>
        </Fact>
      ) : null}
    </dl>
  );
}

/** The agent's own words. They are no facts, and look it. */
export function Reason({ of }: { of: string | null }) {
  return of === null ? null : (
    <figure class="reason">
      <figcaption>The agent’s own words. SafeFetch did not check them.</figcaption>
      <blockquote>
        <Text of={of} max={1_000} />
      </blockquote>
    </figure>
  );
}

/** All that the agent says of it: in its own words, and entry by entry. */
export function AgentWords({ question: { reason, claims = [] } }: { question: Question }) {
  return (
    <>
      <Reason of={reason} />
      {claims.length === 0 ? null : (
        <figure class="reason">
          <figcaption>What the agent says with it. SafeFetch did not check it.</figcaption>
          <FactList of={claims} />
        </figure>
      )}
    </>
  );
}

/** What was shown, decided on and is sent has this one fingerprint. */
export function Digest({ of }: { of: string }) {
  return (
    <p class="digest">
      SHA-256 of this request <code safe>{of}</code>
    </p>
  );
}

export function Fact({ label, children }: { label: string; children: unknown }) {
  return (
    <div>
      <dt>
        <Text of={label} max={Infinity} />
      </dt>
      <dd>{children as 'safe'}</dd>
    </div>
  );
}

export function Comment({ value = '', id = 'comment', form }: { value?: string; id?: string; form?: string }) {
  return (
    <div class="field">
      <label for={id}>
        Comment <span class="soft">(optional; the agent may read it)</span>
      </label>
      <textarea id={id} name="comment" rows="2" maxlength="2000" form={form} safe>
        {value}
      </textarea>
    </div>
  );
}

interface PressFormProps {
  /** What else is posted. */
  hidden: Record<string, string>;
  /** Whether a yes takes the short code of the message to reviewers. */
  withCode?: boolean;
  buttons: { look: 'approve' | 'reject' | 'retry'; to: string; words: string }[];
}

/** A comment, and buttons of which each posts to an address of its own. */
export function PressForm({ hidden, withCode = false, buttons }: PressFormProps) {
  return (
    <form method="post" autocomplete="off">
      {Object.entries(hidden).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      {withCode ? <CodeForYes /> : null}
      <Comment />
      <div class="buttons">
        {buttons.map(({ look, to, words }) => (
          <button type="submit" class={look} formaction={to} safe>
            {words}
          </button>
        ))}
      </div>
    </form>
  );
}

/** Where the policy asks for more than a press: what only the message to a reviewer shows. A no takes none. */
export function CodeForYes() {
  return (
    <div class="field">
      <label for="code">
        Short code <span class="soft">(to approve: it is in the message that you were sent)</span>
      </label>
      <input id="code" name="code" type="text" maxlength="20" autocomplete="off" autocapitalize="characters" />
    </div>
  );
}

/** Why there is no button to approve; null where there is one. */
export function OnlyFor({ words }: { words: string | null }) {
  return words === null ? null : (
    <p>
      <Text of={words} /> You may say no.
    </p>
  );
}
