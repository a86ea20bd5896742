/** The workflow types by the names that Temporal knows them under. */
export { runAction as action } from './action.ts';
export { runApproval as approval } from './approval.ts';
export { keepDecision as decision } from './decision.ts';
export { runDelivery as delivery } from './delivery.ts';
export { deliverNotice as notice } from './notice.ts';
export { holdReservation as reservation } from './reservation.ts';
