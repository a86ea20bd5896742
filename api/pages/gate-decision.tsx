import type { DecisionReceipt, GateFacts } from '../../domain/gate/decision-receipt.ts';
import type { AppliedPolicy, PolicyVersion } from '../../domain/policy.ts';
import { USUAL_WORDS } from '../../domain/question.ts';
import type { RequestProps, RequestReceiptProps } from './props.ts';
import { Asking, Fact } from './question.tsx';
import { type FrameProps, RecordPage } from './record.tsx';
import { Decision, dashboardFrame, receiptFrame, toCome } from './request.tsx';
import { GATE_LOOKS, type Look, verdictLook } from './status.tsx';
import { Body, Text } from './text.tsx';
import { Timeline } from './timeline.tsx';
import { fromNow } from './words.ts';

/** The record of one answer of the safety gate: which it was and why, what it was asked, and who said what to a WARN. */

/** For whoever has its address. */
export function DecisionReceiptPage({ receipt, now, dashboardUrl }: RequestReceiptProps<DecisionReceipt>) {
  return <DecisionRecord frame={receiptFrame(receipt, dashboardUrl)} receipt={receipt} now={now} />;
}

/** For whoever is signed in, with the decision where it is theirs: nothing is cut. */
export function DecisionPage(props: RequestProps<DecisionReceipt>) {
  const { receipt, now } = props;
  return (
    <DecisionRecord frame={dashboardFrame(props)} receipt={receipt} now={now} whole>
      {receipt.open ? <Decision {...props} /> : null}
    </DecisionRecord>
  );
}

interface DecisionRecordProps {
  frame: FrameProps;
  receipt: DecisionReceipt;
  now: Date;
  whole?: boolean;
  children?: unknown;
}

function DecisionRecord({ frame, receipt, now, whole = false, children }: DecisionRecordProps) {
  const { question, open, verdict, gate, ...happened } = receipt;
  const words = question.words ?? USUAL_WORDS;
  return (
    <RecordPage
      {...frame}
      live={open || (gate.status === 'WARN' && verdict === null)}
      looks={looksOf(receipt)}
      heading={<Text of={question.title} max={200} />}
      lede={sentence(receipt, now)}
      timeline={<Timeline happened={happened} next={toCome(receipt)} words={words} now={now} />}
    >
      <Answer gate={gate} />
      <Asked receipt={receipt} whole={whole} now={now} />
      {children as 'safe'}
    </RecordPage>
  );
}

/** The answer itself, which nobody changes; then, where a person is asked, what became of that. */
function looksOf(receipt: DecisionReceipt): [Look, ...Look[]] {
  const { status, question } = receipt;
  const answer = GATE_LOOKS[status];
  return status === 'WARN' ? [answer, verdictLook(receipt, question.words ?? USUAL_WORDS)] : [answer];
}

function Answer({ gate }: Pick<DecisionReceipt, 'gate'>) {
  const { status, risk_score, reason, reasons, policy, may_approve } = gate;
  return (
    <section class="card" aria-labelledby="answer">
      <h2 id="answer">What the safety gate answered</h2>
      <dl class="facts">
        <Fact label="Status">{status}</Fact>
        <Fact label="Reason">
          <Text of={reason} max={Infinity} />
        </Fact>
        <Fact label="Risk score">{`${risk_score} of 100`}</Fact>
        {may_approve.length === 0 ? null : (
          <Fact label="May approve">
            <Text of={`only ${may_approve.join(', ')}`} />
          </Fact>
        )}
        <Fact label="Rules that fired">
          <Rules of={[...reasons, ...passing(policy)]} />
        </Fact>
        {policy.versions.map((version) => (
          <Fact label="Policy in force">
            <Version of={version} />
          </Fact>
        ))}
      </dl>
    </section>
  );
}

function Rules({ of: fired }: { of: string[] }) {
  if (fired.length === 0) return <>none</>;
  return (
    <ul class="rules">
      {fired.map((one) => (
        <li>
          <Text of={one} max={Infinity} />
        </li>
      ))}
    </ul>
  );
}

/** The operator's rules that fired and hold nothing back. */
function passing({ fired }: AppliedPolicy): string[] {
  return fired.flatMap(({ rule, outcome, because }) => (outcome === 'pass' ? [`PASS: ${rule}: ${because}`] : []));
}

function Version({ of: { file, sha256 } }: { of: PolicyVersion }) {
  return (
    <>
      <Text of={file} max={300} />{' '}
      <span class="soft">
        SHA-256 <code safe>{sha256}</code>
      </span>
    </>
  );
}

function Asked({ receipt, whole, now }: Pick<DecisionRecordProps, 'receipt' | 'now'> & { whole: boolean }) {
  const { question, status, gate } = receipt;
  return (
    <section class="card" aria-labelledby="request">
      <h2 id="request">What it was asked</h2>
      <Kind id={question.id} gate={gate} />
      <Asking question={question} now={now} asks={status === 'WARN'} />
      <p class="label">The AI’s output</p>
      <Body of={gate.ai_output} label="The AI’s output" whole={whole} />
      <p class="label">Context, as the agent gave it</p>
      <Body of={gate.context} label="Context, as the agent gave it" whole={whole} />
    </section>
  );
}

function Kind({ id, gate: { action_kind, action_type } }: { id: string; gate: GateFacts }) {
  return (
    <dl class="facts">
      <Fact label="Decision">
        <code safe>{id}</code>
      </Fact>
      <Fact label="Kind">
        <Text of={action_kind} max={300} />
      </Fact>
      <Fact label="Type">
        <Text of={action_type} max={300} />
      </Fact>
    </dl>
  );
}

function sentence(receipt: DecisionReceipt, now: Date): string {
  switch (receipt.status) {
    case 'PASS':
      return 'The agent may go on. Nobody was asked.';
    case 'BLOCK':
      return 'The agent may not go on, and nobody can approve it.';
    case 'WARN':
      return warned(receipt, now);
  }
}

const STAYS = 'The answer stays WARN; this stands beside it.';

function warned({ verdict, question, open }: DecisionReceipt, now: Date): string {
  if (verdict === null)
    return open
      ? `The agent waits for a person. It expires ${fromNow(question.expires_at, now)}.`
      : 'Nobody decided in time. The agent has no leave.';
  const by = verdict.by === null ? '' : ` by ${verdict.by}`;
  switch (verdict.word) {
    case 'approved':
      return `It was approved${by}: the agent may go on. ${STAYS}`;
    case 'expired':
      return 'Nobody decided in time. The agent has no leave.';
    default:
      return `It was blocked${by}: the agent has no leave. ${STAYS}`;
  }
}
