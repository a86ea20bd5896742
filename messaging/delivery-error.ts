/**
 * A message was not accepted. `message` is for people and stands on receipts: never the address of a webhook, a token
 * or a link.
 */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  /** Whether trying again is pointless, because the other side said no to this very message or reader. */
  readonly permanent: boolean;

  constructor(message: string, { permanent }: { permanent: boolean }) {
    super(message);
    this.permanent = permanent;
  }
}
