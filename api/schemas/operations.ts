import {
  APPROVAL_REQUEST,
  APPROVALS,
  ASKED,
  DENIED,
  GRANTED,
  NOTICE_REQUEST,
  PENDING,
  REQUEST_RECEIPT,
  SNAKE_ASKED,
  SNAKE_DENIED,
  SNAKE_REQUEST,
  TOLD,
} from './approval-examples.ts';
import {
  APPROVED,
  CHARGE_REQUEST,
  CHARGED,
  DEACTIVATION_REQUEST,
  HELD,
  LIST,
  RECEIPT,
  REJECTED,
  RETRIED,
} from './examples.ts';

import { approvedOr, BLOCK, CATALOG, PASS, rejectedOr, VALIDATE_REQUEST, WARN } from './gate-examples.ts';
import { GATED, GATED_REQUEST } from './gated-examples.ts';

/** What the OpenAPI document says of an operation beside its route's own schema. */
export interface OperationNotes {
  /** What generated clients call it. */
  operationId: string;
  /** Named bodies that a caller could send. */
  requests?: Record<string, unknown>;
  /** Named answers, by status. Error answers get theirs from their codes. */
  answers: Record<number, Record<string, unknown>>;
  /** Default false. */
  bodyIsOptional?: boolean;
}

const ok = { status: 'ok' };

/** By method and path, as the document has them. Pages are hidden from the document and have none. */
export const OPERATIONS: Record<string, OperationNotes> = {
  'post /v1/actions': {
    operationId: 'createAction',
    requests: {
      'A deactivation that a person approves': DEACTIVATION_REQUEST,
      'A charge, waited for': CHARGE_REQUEST,
      'A refund, of which the safety gate is asked first': GATED_REQUEST,
    },
    answers: {
      200: { 'Found by its dedupe': { ...CHARGED, deduplicated: true } },
      201: {
        'Held until a person approves': HELD,
        'Waited for and completed': CHARGED,
        'Held by the safety gate': GATED,
      },
    },
  },
  'get /v1/actions': { operationId: 'listActions', answers: { 200: { 'Two of many': LIST } } },
  'get /v1/actions/{id}': {
    operationId: 'getAction',
    answers: { 200: { 'Awaiting approval': HELD, Completed: CHARGED } },
  },
  'post /v1/actions/{id}/retry': {
    operationId: 'retryAction',
    requests: { Empty: {} },
    bodyIsOptional: true,
    answers: {
      200: { 'Found by its Idempotency-Key': { ...RETRIED, deduplicated: true } },
      201: { 'The new action': RETRIED },
    },
  },
  'post /v1/actions/{id}/callback/redeliver': {
    operationId: 'redeliverCallback',
    requests: { Empty: {} },
    bodyIsOptional: true,
    answers: { 202: { 'Under way': { delivery_id: `${CHARGED.id}:callback:1` } } },
  },
  'post /v1/actions/{id}/approve': {
    operationId: 'approveAction',
    requests: {
      'With a comment': { comment: APPROVED.approval_comment },
      'With the short code': { code: 'K7RWQ2' },
    },
    bodyIsOptional: true,
    answers: { 200: { Approved: APPROVED }, 202: { 'Kept until a worker is back': HELD } },
  },
  'post /v1/actions/{id}/cancel': {
    operationId: 'cancelAction',
    requests: { 'With a comment': { comment: REJECTED.approval_comment } },
    bodyIsOptional: true,
    answers: { 200: { Rejected: REJECTED }, 202: { 'Kept until a worker is back': HELD } },
  },
  'post /v1/notify-operator': {
    operationId: 'notifyOperator',
    requests: { 'A bulk send': APPROVAL_REQUEST, 'In snake_case': SNAKE_REQUEST, 'Only telling': NOTICE_REQUEST },
    answers: {
      200: { 'Found by its client_id': ASKED },
      201: { Asked: ASKED, 'In snake_case': SNAKE_ASKED, Told: TOLD },
    },
  },
  'get /v1/approvals': { operationId: 'listApprovals', answers: { 200: { 'One that was approved': APPROVALS } } },
  'get /v1/approvals/{id}': {
    operationId: 'getApproval',
    answers: { 200: { Pending: PENDING, Approved: GRANTED, 'Denied, in snake_case': SNAKE_DENIED } },
  },
  'post /v1/approvals/{id}/approve': {
    operationId: 'approveApproval',
    requests: { Empty: {} },
    bodyIsOptional: true,
    answers: { 200: { Approved: GRANTED }, 202: { 'Kept until a worker is back': PENDING } },
  },
  'post /v1/approvals/{id}/deny': {
    operationId: 'denyApproval',
    requests: { 'With a reason': { reason: 'Not to everybody; try a hundred first.' } },
    bodyIsOptional: true,
    answers: { 200: { Denied: DENIED }, 202: { 'Kept until a worker is back': PENDING } },
  },
  'post /api/validate': {
    operationId: 'validate',
    requests: { 'A message to one customer': VALIDATE_REQUEST },
    answers: { 200: { PASS, WARN, BLOCK } },
  },
  'get /api/catalog': { operationId: 'getCatalog', answers: { 200: { 'Two of many': CATALOG } } },
  'get /api/decisions/{id}/approval': {
    operationId: 'getDecisionApproval',
    answers: { 200: { Approved: approvedOr(true), 'Not approved, or not yet': approvedOr(false) } },
  },
  'post /api/decisions/{id}/approve': {
    operationId: 'approveDecision',
    requests: { 'With a comment': { comment: 'The customer called.' } },
    bodyIsOptional: true,
    answers: { 200: { Approved: approvedOr(true) }, 202: { 'Kept until a worker is back': approvedOr(false) } },
  },
  'post /api/decisions/{id}/block': {
    operationId: 'blockDecision',
    requests: { 'With a comment': { comment: 'Not that much.' } },
    bodyIsOptional: true,
    answers: { 200: { Rejected: rejectedOr(true) }, 202: { 'Kept until a worker is back': rejectedOr(false) } },
  },
  'get /r/{token}': {
    operationId: 'getReceipt',
    answers: { 200: { 'A charge that needed two attempts': RECEIPT, 'An operator approval': REQUEST_RECEIPT } },
  },
  'get /api/health/app': { operationId: 'getAppHealth', answers: { 200: { Serving: ok } } },
  'get /api/health/safety-gate': {
    operationId: 'getSafetyGateHealth',
    answers: { 200: { Ready: ok }, 503: { 'Not now': { status: 'unavailable' } } },
  },
};
