import { verdictUnder } from '../domain/gate/under-policy.ts';

/** What a thread of its own runs for verdicts.ts. */
export default function judge(question: Parameters<typeof verdictUnder>): ReturnType<typeof verdictUnder> {
  return verdictUnder(...question);
}
