import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import { DELIVERY_LASTS_MS, DELIVERY_TIMEOUT_MS, type Delivered, type DeliveryInput } from '../domain/delivery.ts';

/** Beyond the try's own deadline: reading what it tells of, and its own words about a timeout. */
const GRACE_MS = 15_000;

/**
 * Tells the caller's address, by itself, so that nobody who waits for the outcome waits for this. Completes when it
 * was accepted; fails when the receiver is gone for good, or 24 h are over.
 */
export async function runDelivery(input: DeliveryInput): Promise<Delivered> {
  const { deliverCallback } = proxyActivities<Activities>({
    startToCloseTimeout: DELIVERY_TIMEOUT_MS + GRACE_MS,
    scheduleToCloseTimeout: DELIVERY_LASTS_MS,
    // Waits come with each failure; these are for a worker that died.
    retry: { initialInterval: '10s', backoffCoefficient: 2, maximumInterval: '1h' },
  });
  return deliverCallback(input);
}
