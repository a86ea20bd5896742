/**
 * To be called before anything else. An input that does not open is a missing key, not a wrong request: the task is
 * retried until the key is there.
 */
export function requireOpened(input: object): void {
  if (!('request' in input)) throw new Error('The input does not open with the secrets of this worker');
}
