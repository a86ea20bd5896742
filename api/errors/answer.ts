import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type ErrorCode, SafeFetchError } from '../../domain/errors.ts';
import { errorFormatOf } from './formats.ts';

/** The one place that answers errors: ours as the contract says, everybody else's as `internal_error`. */
export function installErrorHandling(app: FastifyInstance): void {
  app.setErrorHandler(answerThrown);
  app.setNotFoundHandler((request, reply) => answerError(new SafeFetchError('not_found'), request, reply));
}

export function answerThrown(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return answerError(toSafeFetchError(error), request, reply);
}

function answerError(error: SafeFetchError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  noteError(error, request, reply);
  const format = errorFormatOf(request);
  if (format !== undefined) {
    const { status, body } = format.errorAnswer(error, secondsIn(reply));
    return reply.code(status).send(body);
  }
  return reply.send({
    error: { code: error.code, message: error.message, details: error.details, request_id: request.id },
  });
}

function secondsIn(reply: FastifyReply): number | undefined {
  const header = reply.getHeader('retry-after');
  return header === undefined ? undefined : Number(header);
}

/** Whatever form the answer takes: its status and headers, and the log line of what is ours to look at. */
export function noteError(error: SafeFetchError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error.status >= 500) request.log.error({ err: error.cause ?? error, code: error.code }, 'request failed');
  if (error.retryAfterS !== undefined) reply.header('retry-after', String(error.retryAfterS));
  return reply.code(error.status);
}

/** Fastify's own refusals, by its codes. */
const BY_FASTIFY_CODE: Record<string, ErrorCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'invalid_content_type',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'missing_body',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'invalid_request',
  FST_ERR_BAD_URL: 'not_found',
};

export function toSafeFetchError(error: FastifyError): SafeFetchError {
  if (error instanceof SafeFetchError) return error;
  const known = BY_FASTIFY_CODE[error.code];
  if (known !== undefined) return new SafeFetchError(known, { cause: error });
  return new SafeFetchError(isClientError(error) ? 'invalid_request' : 'internal_error', { cause: error });
}

function isClientError({ statusCode }: FastifyError): boolean {
  return statusCode !== undefined && statusCode >= 400 && statusCode < 500;
}
