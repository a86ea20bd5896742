import { expect, it } from 'vitest';
import { bundleClient } from '../support/client-bundle.ts';

it('the library is under 12 kB minified, and imports nothing', async () => {
  const { code, imports } = await bundleClient();
  expect(imports).toEqual([]);
  expect(code).toContain('webhook-signature');
  expect(Buffer.byteLength(code)).toBeLessThan(12_000);
});
