import { type Command, Option } from 'commander';
import { type AccountEntry, CHANNEL_LINKS, type ChannelLinks } from '../security/keyring.ts';
import { setChannel, setDeliveryKey, setReviewers, setSwitches } from '../security/keyring-account.ts';
import { accountEntry, type KeyringEdit } from '../security/keyring-changes.ts';
import { readKeyring, updateKeyring } from '../security/keyring-store.ts';
import { accountArgument, listArgument } from './keys-arguments.ts';
import { type KeysIo, openStore, prose, table } from './keys-io.ts';

/** The commands about accounts: reviewers, channels, account. */
export function addAccountCommands(program: Command, io: KeysIo): void {
  addReviewers(program, io);
  addChannels(program, io);
  addAccount(program, io);
}

function addReviewers(program: Command, io: KeysIo): void {
  program
    .command('reviewers')
    .summary('show or set who may review for an account')
    .description(
      prose(`The people who may approve for an account. Only they are sent approval messages, whatever an agent names, and only
they can sign in to the dashboard as reviewers. Outside \`npm start\` an account without reviewers can notify nobody by
e-mail. Taking someone off ends their session within 2 s.`),
    )
    .requiredOption('--account <account>', 'acct_…', accountArgument)
    .option('--set <list>', 'comma list of e-mail addresses, replacing the earlier ones; "" removes all', listArgument)
    .action(async ({ account, set }: { account: string; set?: string[] }) => {
      const store = await openStore(io.env);
      const reviewers =
        set === undefined
          ? accountEntry(await readKeyring(store), account).reviewers
          : await updateKeyring(store, (edit) => setReviewers(edit, account, set));
      io.stdout(reviewers.length === 0 ? `${account} has no reviewers.\n` : `${reviewers.join('\n')}\n`);
    });
}

function addChannels(program: Command, io: KeysIo): void {
  program
    .command('channels')
    .summary('show or set where approval messages are posted')
    .description(
      prose(`The incoming webhooks that an account's approval messages are posted to. They are kept sealed and not shown again.
Whoever reads the channel sees the links; whether a link there decides by itself is \`account --channel-links\`.`),
    )
    .requiredOption('--account <account>', 'acct_…', accountArgument)
    .option('--slack <url>', 'Slack incoming webhook; "" removes it')
    .option('--discord <url>', 'Discord webhook; "" removes it')
    .action(async ({ account, slack, discord }: { account: string; slack?: string; discord?: string }) => {
      const store = await openStore(io.env);
      const show = ({ channels }: AccountEntry) =>
        table([
          ['slack', channels.slack === undefined ? 'not set' : 'set'],
          ['discord', channels.discord === undefined ? 'not set' : 'set'],
        ]);
      if (slack === undefined && discord === undefined) {
        io.stdout(show(accountEntry(await readKeyring(store), account)));
        return;
      }
      const text = await updateKeyring(store, (edit) => {
        if (slack !== undefined) setChannel(edit, account, 'slack', slack === '' ? null : slack);
        if (discord !== undefined) setChannel(edit, account, 'discord', discord === '' ? null : discord);
        return show(accountEntry(edit.data, account));
      });
      io.stdout(text);
    });
}

interface AccountOptions {
  suspend?: boolean;
  restore?: boolean;
  selfApproval?: 'on' | 'off';
  channelLinks?: ChannelLinks;
  deliveryKey?: string;
}

function addAccount(program: Command, io: KeysIo): void {
  program
    .command('account')
    .summary('show or change the switches of an account')
    .description('Shows an account, or changes what the options name. Running processes follow within 2 s.')
    .argument('<account>', 'acct_…', accountArgument)
    .addOption(new Option('--suspend', 'refuse everything its keys ask for').conflicts('restore'))
    .option('--restore', 'end a suspension')
    .addOption(
      new Option(
        '--self-approval <on|off>',
        'on: a key may approve the actions and operator approvals it asked for, so an agent whose key has approvals:decide needs nobody; never the gate',
      ).choices(['on', 'off']),
    )
    .addOption(
      new Option(
        '--channel-links <how>',
        'decide: whoever reads the Slack or Discord channel, bots included, can approve by its links; sign-in: a reviewer signs in first',
      ).choices(CHANNEL_LINKS),
    )
    .option(
      '--delivery-key <key>',
      'also send X-SafeFetch-Signature with this key (16 to 512 characters), for receivers written for the hosted service; "" removes it. Shells keep history: start the line with a space',
    )
    .action(async (account: string, options: AccountOptions) => {
      const store = await openStore(io.env);
      const entry =
        Object.keys(options).length === 0
          ? accountEntry(await readKeyring(store), account)
          : await updateKeyring(store, (edit) => changeAccount(edit, account, options));
      io.stdout(accountText(entry));
    });
}

function changeAccount(edit: KeyringEdit, account: string, options: AccountOptions): AccountEntry {
  const { deliveryKey, selfApproval, channelLinks } = options;
  if (deliveryKey !== undefined) setDeliveryKey(edit, account, deliveryKey === '' ? null : deliveryKey);
  return setSwitches(edit, account, {
    suspended: options.suspend ?? (options.restore === true ? false : undefined),
    self_approval: selfApproval === undefined ? undefined : selfApproval === 'on',
    channel_links: channelLinks,
  });
}

function accountText(entry: AccountEntry): string {
  return table([
    ['suspended', entry.suspended ? 'yes' : 'no'],
    ['self approval', entry.self_approval ? 'on' : 'off'],
    ['channel links', entry.channel_links],
    ['delivery key', entry.signing.delivery_key === undefined ? 'not set' : 'set'],
    ['reviewers', entry.reviewers.join(', ') || 'none'],
  ]);
}
