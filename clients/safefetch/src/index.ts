export {
  type Action,
  type ActionError,
  type ActionList,
  type ActionStatus,
  type ActionSummary,
  type AppliedPolicy,
  type CancelReason,
  type ErrorSource,
  type GateVerdict,
  isTerminal,
  type Method,
  type Operation,
} from './action.ts';
export { SafeFetch } from './client.ts';
export {
  ERROR_CODES,
  type ErrorCode,
  type ErrorDetail,
  hasCode,
  isErrorCode,
  isSafeFetchError,
  SafeFetchError,
  type SafeFetchErrorFields,
} from './errors.ts';
export type {
  ApproveOptions,
  ClientOptions,
  DecisionOptions,
  GateOptions,
  ListOptions,
  NotifyOptions,
  RetryOptions,
  SendOptions,
  WaitOptions,
} from './options.ts';
export { type SafeFetchFunction, safeFetch } from './safe-fetch.ts';
export { verifyWebhook, type WebhookHeaders } from './webhook.ts';
