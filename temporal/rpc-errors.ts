import { isGrpcServiceError, WorkflowNotFoundError } from '@temporalio/client';

/** What went wrong in a call to Temporal, as far as it matters to whoever called. */

const GRPC = { cancelled: 1, deadlineExceeded: 4, notFound: 5 } as const;

export function isNotFound(error: unknown): boolean {
  return error instanceof WorkflowNotFoundError || grpcCode(error) === GRPC.notFound;
}

/** A passed deadline shows as either code, depending on who noticed first. */
export function isDeadline(error: unknown): boolean {
  const code = grpcCode(error);
  return code === GRPC.deadlineExceeded || code === GRPC.cancelled;
}

/** Temporal did not answer as it should, which says nothing about the workflow: a cut line shows as any of many codes. */
export function isTrouble(error: unknown): boolean {
  return isFromTemporal(error) && !isNotFound(error);
}

/** A call to Temporal ended in this, for whatever reason. */
export function isFromTemporal(error: unknown): boolean {
  return grpcCode(error) !== undefined;
}

function grpcCode(error: unknown): number | undefined {
  if (isGrpcServiceError(error)) return error.code;
  return error instanceof Error && error.cause !== undefined ? grpcCode(error.cause) : undefined;
}
