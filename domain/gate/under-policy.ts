import type { PolicyJudgement } from '../policy.ts';
import { findingsOf } from '../policy.ts';
import { extendCatalogue, PUBLIC_ACTION_CATALOG } from './catalogue.ts';
import { evaluate, type GateRequest, type GateVerdict } from './evaluate.ts';

/** The gate's verdict with what the operator's policy said in it, and the kinds that the policy adds. */
export function verdictUnder(
  judgement: Pick<PolicyJudgement, 'fired' | 'loosened'>,
  kinds: Readonly<Record<string, readonly string[]>>,
  request: GateRequest,
): GateVerdict {
  const catalogue = extendCatalogue(PUBLIC_ACTION_CATALOG, kinds);
  return evaluate(request, { catalogue, findings: findingsOf(judgement), loosened: judgement.loosened });
}
