export type {
  Approval,
  ApprovalRequest,
  ApprovalStatus,
  AskedApproval,
  DecidedApproval,
  OperatorNotice,
  SentNotice,
  Urgency,
} from './approval.ts';
export { type ApprovalWaitOptions, DaimonClient, type DaimonClientOptions } from './client.ts';
export { DaimonError, type DaimonErrorFields, ERROR_CODES, type ErrorCode } from './errors.ts';
export type { Inboxes, OutgoingMail } from './inboxes.ts';
