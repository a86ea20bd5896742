/**
 * What stands before an action that SafeFetch does not send itself, in a no-code tool or anywhere else: ask the gate,
 * wait for a person where it says WARN, stop at a maximum. `node examples/gate-loop.mjs 900` with `npm start` running
 * and its key (`. ./.safefetch`). Only plain HTTP; whatever goes wrong, nothing is done.
 */

const url = process.env.SAFEFETCH_API_URL ?? 'http://localhost:3000';
const key = process.env.SAFEFETCH_API_KEY;
const maxWaitMs = Number(process.env.MAX_WAIT_S ?? 3600) * 1000;
const authorization = `Bearer ${key}`;

/** The gate's answer; BLOCK where there is none. */
async function ask(action) {
  try {
    const headers = { authorization, 'content-type': 'application/json' };
    const response = await fetch(`${url}/api/validate`, { method: 'POST', headers, body: JSON.stringify(action) });
    return await response.json();
  } catch (error) {
    return { status: 'BLOCK', reason: `The gate did not answer: ${error.message}` };
  }
}

/** Whether a person approves before the time is over. A failure is no approval, and neither is the end of the time. */
async function isApproved({ decision_id, approval_token }) {
  const until = Date.now() + maxWaitMs;
  for (let left = maxWaitMs; left > 0; left = until - Date.now()) {
    const wait = Math.min(30, Math.ceil(left / 1000));
    const headers = { authorization, 'x-approval-token': approval_token };
    try {
      const response = await fetch(`${url}/api/decisions/${decision_id}/approval?wait=${wait}`, { headers });
      const { approved } = await response.json();
      if (response.ok && approved === true) return true;
    } catch (error) {
      console.log(`Could not ask: ${error.message}`);
    }
    // A decision that was blocked answers at once, and stays so.
    await new Promise((resolve) => setTimeout(resolve, Math.min(1000, left)));
  }
  return false;
}

const [amount = '900', note = 'The parcel never arrived'] = process.argv.slice(2);

const answer = await ask({
  action_kind: 'money.refund',
  action_type: 'refund',
  ai_output: { charge: 'ch_1041', amount_usd: Number(amount), note },
  context: {
    // Who asks for what, and how: every kind needs these.
    workflow: 'refunds',
    workflowName: 'Refunds',
    system_instructions: 'Refund what the customer can prove.',
    user_input: 'Please refund order 1041.',
    actor_user_id: 'user_7',
    account_id: 'shop_1',
    request_id: `req_${Date.now()}`,
    idempotency_key: 'refund-1041',
    // What a refund needs besides: GET /api/catalog says it for each kind.
    authz_decision: 'allow',
    case_id: 'case_88',
    invoice_id: 'in_1041',
    transaction_id: 'ch_1041',
    session_user_id: 'user_7',
    amount_usd: Number(amount),
    recent_actions_count: 1,
    recent_duplicate_count: 0,
    time_window_minutes: 60,
    payload_preview: `Refund ${amount} USD`,
    payload_schema: 'refund/1',
  },
});
console.log(`${answer.decision_id ?? 'no decision'} ${answer.status}: ${answer.reason}`);

if (answer.status === 'PASS' || (answer.status === 'WARN' && (await isApproved(answer)))) {
  console.log(`Refunded ${amount} USD.`); // the action itself
} else {
  console.log('Not refunded.');
}
