import type { FastifyRequest } from 'fastify';
import type { Face } from './face.ts';
import { GATE_FACES } from './gate-errors.ts';
import { OPERATOR_FACE } from './operator-errors.ts';

const FACES: readonly Face[] = [OPERATOR_FACE, ...GATE_FACES];

/** Whose request it is; undefined for everything that answers errors as actions do. */
export function faceOf({ url, is404, routeOptions }: FastifyRequest): Face | undefined {
  // A path may be written in more ways than one; what it led to has one name.
  const path = (is404 ? undefined : routeOptions?.url) ?? url;
  return FACES.find(({ paths }) => paths.test(path));
}
