import { ACTION, CALLED_BACK, RECEIPTS } from './action-states.tsx';
import { DASHBOARD } from './dashboard-states.tsx';
import { CLOSED, DECIDE } from './decide-states.tsx';
import { GATE } from './decision-states.tsx';
import { OTHERS, OUTBOX } from './other-states.tsx';
import { REQUESTS } from './request-states.tsx';
import type { State } from './state.ts';

/** Every page in every state, by a name that says which: for looking at, and for tests that look at all of them. */
export const STATES: State[] = [
  ...DECIDE,
  ...REQUESTS,
  ...CLOSED,
  ...RECEIPTS,
  ...CALLED_BACK,
  ...ACTION,
  ...DASHBOARD,
  ...OUTBOX,
  ...OTHERS,
  ...GATE,
];
