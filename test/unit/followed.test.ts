import { afterEach, expect, it, vi } from 'vitest';
import { follow } from '../../followed.ts';

afterEach(() => {
  vi.useRealTimers();
});

it('a change is in force within 2 s, whenever it was made', async () => {
  vi.useFakeTimers();
  let text = 'at first';
  const followed = await follow({
    stamp: async () => text,
    read: async () => text,
    reloaded: () => undefined,
    unusable: () => undefined,
  });
  for (const laterMs of [0, 1, 333, 499, 500, 501]) {
    await vi.advanceTimersByTimeAsync(laterMs);
    text = `changed ${laterMs} ms later`;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(followed.state).toBe(text);
  }
  followed.close();
});
