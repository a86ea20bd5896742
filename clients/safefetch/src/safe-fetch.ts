import type { Action } from './action.ts';
import { SafeFetch } from './client.ts';
import type { SendOptions } from './options.ts';

/** `safeFetch(options)` sends; the other calls hang on it. */
export interface SafeFetchFunction
  extends Pick<SafeFetch, 'get' | 'list' | 'approve' | 'cancel' | 'retry' | 'waitFor'> {
  /** Hands over one HTTP request: `new SafeFetch().send(options)`. */
  (options: SendOptions): Promise<Action>;
}

const client = new SafeFetch();

/**
 * The client that the environment configures: `SAFEFETCH_API_KEY`, `SAFEFETCH_API_URL`, read at each call.
 * Where there is no environment use `new SafeFetch({ apiKey, baseUrl })`.
 */
export const safeFetch: SafeFetchFunction = Object.assign((options: SendOptions) => client.send(options), {
  get: client.get.bind(client),
  list: client.list.bind(client),
  approve: client.approve.bind(client),
  cancel: client.cancel.bind(client),
  retry: client.retry.bind(client),
  waitFor: client.waitFor.bind(client),
});
