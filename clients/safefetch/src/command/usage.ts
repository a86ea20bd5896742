/** A call that makes no sense: printed with a hint, exit code 2. */
export class UsageError extends Error {}

const GLOBAL = `Before the command:
  --api-key KEY   default: SAFEFETCH_API_KEY in the environment, then in a .safefetch file
  --api-url URL   default: SAFEFETCH_API_URL, likewise; then http://localhost:3000
  --json          print JSON, for programs (also after the command)
  --version       print the version

A .safefetch file holds KEY=value lines, in this folder or your home.
Exit code: 0 ok, 1 refused or failed, 2 wrong usage.`;

const MAIN = `safefetch: hand over an HTTP request; it is kept, approved by a person if you ask for it, sent and retried.

Usage: safefetch [--api-key KEY] [--api-url URL] [--json] COMMAND ...

  send --url URL   hand over a request
  list             the newest actions
  get ID           one action as it stands
  approve ID       let an action that awaits approval go
  cancel ID        cancel a pending action, or reject one that awaits approval
  retry ID         a failed or cancelled one again, as a new action
  wait ID          wait until an action is over

safefetch COMMAND --help says more about each.

${GLOBAL}

Examples:
  safefetch send --url https://api.example.com/charge --body '{"amount":500}' --sync
  safefetch list --status awaiting_approval
  safefetch approve act_4jT2m0Wd8yQb1nXkZ5rV7g --comment 'Checked with Ann'`;

const SEND = `Usage: safefetch send --url URL [options]

  --url URL               target, absolute
  --method METHOD         GET, POST, PUT, PATCH or DELETE; default POST
  --body JSON             sent as given; @FILE reads a file, - reads standard input
  --header 'NAME: VALUE'  sent to the target; may be repeated
  --retries N             delivery attempts in total, 1 to 100; default 3
  --retry-on WHICH        any, or transient (408, 425, 429, 5xx, network); default any, with --sync transient
  --on-unknown-outcome X  retry (default) or fail, when it may have arrived and the answer was lost
  --dedupe TEXT           for 24 h the same text finds the same action
  --idempotency-key KEY   for 24 h the same key is the same action; default: a random one
  --callback URL          told when it is over
  --gate JSON             asks the safety gate first: {"action_kind", "action_type", "context"}; @FILE reads a file
  --approve               hold it until a person approves
  --notify-email ADDRESS  who is asked; may be repeated
  --notify-slack, --notify-discord
                          ask in the account's channel
  --reason TEXT           why, for the person who decides
  --expires-in SECONDS    until the approval expires; default 72 h
  --sync                  wait until it is over; exit code 1 unless it is completed
  --sync-timeout-ms MS    with --sync: wait at most so long, 1000 to 120000; default 30000

Examples:
  safefetch send --url https://api.example.com/users/7/deactivate --approve \\
    --notify-email security@example.com --reason 'Flagged for policy violation'
  safefetch send --url https://api.example.com/charge --body @charge.json --sync --json`;

const LIST = `Usage: safefetch list [options]

  --status STATUS   pending, active, awaiting_approval, completed, failed or cancelled
  --limit N         1 to 100; default 20
  --offset N        0 to 10000; default 0
  --cursor CURSOR   continues where the last page ended

Example:
  safefetch --json list --status failed --limit 100`;

const decision = (verb: string, what: string, more = '') => `Usage: safefetch ${verb} ID [--comment TEXT]

${what}

  --comment TEXT   kept with the decision and shown on the receipt; at most 2000 characters${more}

Example:
  safefetch ${verb} act_4jT2m0Wd8yQb1nXkZ5rV7g --comment 'Checked with Ann'`;

const HELP: Record<string, string> = {
  send: SEND,
  list: LIST,
  get: `Usage: safefetch get ID

Shows one action as it stands: the request, who decided, the target's answer.

Example:
  safefetch get act_4jT2m0Wd8yQb1nXkZ5rV7g`,
  approve: decision(
    'approve',
    'Lets an action that awaits approval go. The first decision counts. The key needs approvals:decide\nand must not be the one that asked for the action.',
    '\n  --code CODE      the short code of the message to reviewers, where the policy asks for it',
  ),
  cancel: decision(
    'cancel',
    'Cancels a pending action. One that awaits approval is rejected by a key with approvals:decide,\nand withdrawn by any other.',
  ),
  retry: `Usage: safefetch retry ID [--idempotency-key KEY]

The same request again, as a new action. It needs approval again if it did before.

  --idempotency-key KEY   for 24 h the same key is the same action; default: a random one

Example:
  safefetch retry act_4jT2m0Wd8yQb1nXkZ5rV7g`,
  wait: `Usage: safefetch wait ID [--timeout-ms MS]

Waits until an action is completed, failed or cancelled. Exit code 1 unless it is completed.

  --timeout-ms MS   give up after so long; default 600000 (10 minutes)

Example:
  safefetch wait act_4jT2m0Wd8yQb1nXkZ5rV7g --timeout-ms 3600000`,
};

export function helpFor(command: string | undefined): string {
  return (command !== undefined && HELP[command]) || MAIN;
}
