import type { FastifyRequest } from 'fastify';
import type { ErrorFormat } from './format.ts';
import { GATE_ERROR_FORMATS } from './gate.ts';
import { OPERATOR_ERROR_FORMAT } from './operator-approvals.ts';

const FORMATS: readonly ErrorFormat[] = [OPERATOR_ERROR_FORMAT, ...GATE_ERROR_FORMATS];

/** How errors of this request are answered; undefined: as `/v1/actions` does. */
export function errorFormatOf({ url, is404, routeOptions }: FastifyRequest): ErrorFormat | undefined {
  // A path may be written in more ways than one; what it led to has one name.
  const path = (is404 ? undefined : routeOptions?.url) ?? url;
  return FORMATS.find(({ paths }) => paths.test(path));
}
