import type { FastifyReply } from 'fastify';

/** Answers with a page whose address is itself a secret: nobody is told where its reader came from. */
export async function sendSecretPage(
  reply: FastifyReply,
  status: number,
  page: JSX.Element,
  { referrerPolicy }: { referrerPolicy: 'no-referrer' | 'same-origin' } = { referrerPolicy: 'no-referrer' },
): Promise<FastifyReply> {
  return reply
    .code(status)
    .type('text/html; charset=utf-8')
    .header('referrer-policy', referrerPolicy)
    .header('x-robots-tag', 'noindex')
    .send(await page);
}
