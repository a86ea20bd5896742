import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from './usage.ts';

const FILE = '.safefetch';

export interface Settings {
  apiKey: string;
  /** Undefined: the library's default. */
  baseUrl: string | undefined;
}

interface Source {
  apiKey: string | undefined;
  baseUrl: string | undefined;
}

export interface SettingsInput {
  apiKey: string | undefined;
  apiUrl: string | undefined;
  env: Record<string, string | undefined>;
  cwd: string;
  home: string;
}

/**
 * Key and address, each from the first that has it: the options, the environment, `.safefetch` here, then at home.
 *
 * @throws UsageError without a key, or when the file of a folder would send another place's key to its own address.
 */
export async function findSettings(input: SettingsInput): Promise<Settings> {
  const { env } = input;
  const here = await readSettings(join(input.cwd, FILE));
  const sources: Source[] = [
    { apiKey: input.apiKey, baseUrl: input.apiUrl },
    { apiKey: env.SAFEFETCH_API_KEY || undefined, baseUrl: env.SAFEFETCH_API_URL || undefined },
    here,
    await readSettings(join(input.home, FILE)),
  ];
  const keyFrom = sources.find((source) => source.apiKey !== undefined);
  const urlFrom = sources.find((source) => source.baseUrl !== undefined);
  if (keyFrom?.apiKey === undefined)
    throw new UsageError(`no API key: pass --api-key, set SAFEFETCH_API_KEY, or write it to ${FILE}`);
  // Whoever made the folder could otherwise have any user's key sent to them.
  if (urlFrom === here && keyFrom !== here && !isLoopback(here.baseUrl))
    throw new UsageError(
      `${join(input.cwd, FILE)} names ${here.baseUrl} but holds no key, and your key is from elsewhere; pass --api-url if you mean it`,
    );
  return { apiKey: keyFrom.apiKey, baseUrl: urlFrom?.baseUrl };
}

async function readSettings(path: string): Promise<Source> {
  let content: string;
  try {
    content = await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A folder of that name is none of ours.
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') return { apiKey: undefined, baseUrl: undefined };
    throw new UsageError(`${path} cannot be read: ${(error as Error).message}`);
  }
  const values = parseLines(content);
  return { apiKey: values.get('SAFEFETCH_API_KEY'), baseUrl: values.get('SAFEFETCH_API_URL') };
}

/** As shells read it: `export ` and quotes are allowed, `#` begins a comment line. */
function parseLines(content: string): Map<string, string> {
  const lines = content.matchAll(/^[ \t]*(?:export[ \t]+)?(\w+)[ \t]*=[ \t]*(.*?)[ \t\r]*$/gm);
  return new Map(
    Array.from(lines, ([, name = '', value = '']): [string, string] => [
      name,
      value.replace(/^(['"])(.*)\1$/, '$2'),
    ]).filter(([, value]) => value !== ''),
  );
}

function isLoopback(url: string | undefined): boolean {
  if (url === undefined || !URL.canParse(url)) return false;
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(url).hostname);
}
