import { lookup } from 'node:dns/promises';

/** Every address of a name, in the order to try them. Rejects with Node's DNS errors (`code` ENOTFOUND, EAI_AGAIN …). */
export type Resolve = (name: string) => Promise<string[]>;

/** The system's resolver, hosts file included, as every other program on the machine sees it. */
export const resolveWithSystem: Resolve = async (name) => {
  const answers = await lookup(name, { all: true, verbatim: true });
  return answers.map((answer) => answer.address);
};

/** Whether a DNS error says that the name has no address, as opposed to: nobody could say. */
export function isNoSuchName(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOTFOUND' || code === 'ENODATA';
}
