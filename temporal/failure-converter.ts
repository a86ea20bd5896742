import { DefaultFailureConverter } from '@temporalio/common';

/** Messages and stack traces of failures go through the codec too: they name hosts and quote targets. */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
