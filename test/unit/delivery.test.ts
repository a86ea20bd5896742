import { describe, expect, it } from 'vitest';
import { DELIVERY_LASTS_MS, deliveryWait } from '../../domain/delivery.ts';

describe('the wait after a failed try to deliver a callback', () => {
  it('doubles from 10 s up to an hour', () => {
    const waits = [1, 2, 3, 4, 9, 10, 40].map((attempt) => deliveryWait(attempt, 0) / 1000);
    expect(waits).toEqual([10, 20, 40, 80, 2560, 3600, 3600]);
  });

  it('is up to three tenths shorter by chance, so that deliveries do not come back together', () => {
    expect(deliveryWait(1, 1)).toBe(7_000);
    expect(deliveryWait(1, 0.5)).toBe(8_500);
    expect(deliveryWait(40, 1)).toBe(2_520_000);
  });

  it('leaves time for more than thirty tries in a day, and for no flood', () => {
    let passed = 0;
    let tries = 0;
    for (; passed <= DELIVERY_LASTS_MS; tries += 1) passed += deliveryWait(tries + 1, 0.5);
    expect(tries).toBeGreaterThan(30);
    expect(tries).toBeLessThan(60);
  });

  it('is what the receiver asks for, though never so short that one who always says "at once" is flooded', () => {
    expect(deliveryWait(1, 0, 120_000)).toBe(120_000);
    expect(deliveryWait(10, 0, 3_600_000)).toBe(3_600_000);
    expect(deliveryWait(1, 0, 0)).toBe(1_000);
    expect(deliveryWait(3, 0, 0)).toBe(4_000);
    expect(deliveryWait(40, 0, 0)).toBe(360_000);
  });
});
