import { onTestFinished } from 'vitest';
import { type AddressPolicyOptions, createAddressPolicy } from '../../egress/address-policy.ts';
import { createEgress, type Egress, type EgressOptions, type EgressRequest } from '../../egress/egress.ts';

/** An egress that may reach loopback over http, as `npm start` has it; closed with the test. */
export function loopbackEgress(
  options: Partial<EgressOptions> = {},
  policy: Partial<AddressPolicyOptions> = {},
): Egress {
  const egress = createEgress({
    policy: createAddressPolicy({ allow: ['127.0.0.0/8', '::1'], deny: [], ...policy }),
    allowHttp: true,
    userAgent: 'SafeFetch/test',
    ...options,
  });
  onTestFinished(() => egress.close());
  return egress;
}

export function get(url: string, more: Partial<EgressRequest> = {}): EgressRequest {
  return { url, method: 'GET', headers: {}, body: null, timeoutMs: 5_000, maxResponseBytes: 64 * 1024, ...more };
}

export function post(url: string, body: string, more: Partial<EgressRequest> = {}): EgressRequest {
  return get(url, { method: 'POST', body: Buffer.from(body), ...more });
}
