/** Set-up cannot go on; the message is for people and complete without a stack. */
export class SetupError extends Error {
  name = 'SetupError';
}
