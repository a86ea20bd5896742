/** What Slack and Discord refuse by their documentation, so that the servers that play them refuse it too. */

interface Text {
  type: string;
  text: string;
}

interface Block {
  type: string;
  text?: Text;
  fields?: Text[];
  elements?: { type: string; text?: Text | string; url?: string }[];
}

const TEXT_LIMITS: Record<string, number> = { header: 150, section: 3_000 };

/** What is wrong with a message to a Slack webhook; null when Slack would take it. */
export function slackProblem(message: { text?: string; blocks?: Block[] }): string | null {
  const blocks = message.blocks ?? [];
  if ((message.text ?? '') === '' || (message.text ?? '').length > 40_000) return 'no_text';
  if (blocks.length > 50) return 'invalid_blocks: too many';
  return blocks.map(blockProblem).find((problem) => problem !== null) ?? null;
}

function blockProblem(block: Block): string | null {
  const { type, text, fields = [], elements = [] } = block;
  const tooLong = ({ text }: Text, max: number) => text.length > max || text.length === 0;
  if (text !== undefined && tooLong(text, TEXT_LIMITS[type] ?? 0)) return `invalid_blocks: text of ${type}`;
  if (type === 'header' && text?.type !== 'plain_text') return 'invalid_blocks: header must be plain_text';
  if (fields.length > 10 || fields.some((field) => tooLong(field, 2_000))) return 'invalid_blocks: fields';
  if (elements.length > (type === 'context' ? 10 : 25)) return 'invalid_blocks: elements';
  const buttons = elements.filter((element) => element.type === 'button');
  const badButton = buttons.some(
    ({ text, url }) => typeof text !== 'object' || text.text.length > 75 || (url ?? '').length > 3_000,
  );
  const badText = elements.some(
    ({ type, text }) => type !== 'button' && typeof text === 'string' && text.length > 3_000,
  );
  return badButton || badText ? 'invalid_blocks: element' : null;
}

interface Embed {
  title?: string;
  description?: string;
  fields?: { name: string; value: string }[];
  footer?: { text: string };
}

/** What is wrong with a message to a Discord webhook; null when Discord would take it. */
export function discordProblem({ content, embeds = [] }: { content?: string; embeds?: Embed[] }): string | null {
  if ((content ?? '') === '' && embeds.length === 0) return 'Cannot send an empty message';
  if ((content ?? '').length > 2_000 || embeds.length > 10) return 'content or embeds too long';
  const total = embeds.flatMap(embedTexts).reduce((sum, [text]) => sum + text.length, 0);
  if (total > 6_000) return 'Embed size exceeds maximum size of 6000';
  if (embeds.some(({ fields = [] }) => fields.length > 25)) return 'too many fields';
  const bad = embeds.flatMap(embedTexts).find(([text, max]) => text.length > max || text.length === 0);
  return bad === undefined ? null : `must be between 1 and ${bad[1]} in length`;
}

function embedTexts({ title, description, fields = [], footer }: Embed): [text: string, max: number][] {
  const all: [string | undefined, number][] = [
    [title, 256],
    [description, 4_096],
    [footer?.text, 2_048],
    ...fields.flatMap(({ name, value }): [string, number][] => [
      [name, 256],
      [value, 1_024],
    ]),
  ];
  return all.filter((pair): pair is [string, number] => pair[0] !== undefined);
}
