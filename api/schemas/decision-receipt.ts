import { z } from 'zod';
import { GATE_STATUSES } from '../../domain/gate/finding.ts';
import { gateSchema, policySchema } from './action.ts';
import { requestReceiptSchema } from './approvals.ts';

export const decisionReceiptSchema = requestReceiptSchema
  .extend({
    status: z.enum(GATE_STATUSES).meta({ description: 'What the safety gate answered; an approval changes it not' }),
    gate: gateSchema.extend({
      policy: policySchema,
      may_approve: z
        .array(z.string())
        .meta({ description: 'Whom the policy names: they alone approve a WARN. Empty: whoever reviews' }),
      ai_output: z.unknown().meta({ description: 'With every sensitive value masked' }),
      context: z.record(z.string(), z.unknown()).meta({ description: 'With every sensitive value masked' }),
    }),
  })
  .meta({ id: 'DecisionReceipt' });
