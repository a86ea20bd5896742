export interface Settings {
  apiKey: string;
  /** Undefined: the client's default, `http://localhost:3000`. */
  baseUrl: string | undefined;
}

/** Read at the start, so that whoever configures the server hears of a mistake before a model does. */
export function settingsFrom(env: Record<string, string | undefined>): Settings | { problem: string } {
  const apiKey = env.SAFEFETCH_API_KEY?.trim();
  const baseUrl = env.SAFEFETCH_API_URL?.trim() || undefined;
  if (!apiKey)
    return {
      problem:
        'SAFEFETCH_API_KEY is not set. Put it into "env" of this server in your MCP client\'s configuration; ' +
        'an operator makes a key with: npm run keys -- create',
    };
  if (baseUrl !== undefined && !isHttpAddress(baseUrl))
    return { problem: `SAFEFETCH_API_URL is not an http or https address: ${baseUrl}` };
  return { apiKey, baseUrl };
}

function isHttpAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
