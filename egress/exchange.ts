import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { type AnswerBody, createAnswerBody } from './answer-body.ts';
import { ConnectionFault, type Ending, faultAfterSending, notSent } from './faults.ts';

export interface ExchangeOptions {
  /** `host:port`, for messages. */
  target: string;
  maxResponseBytes: number;
  /** Called once. */
  settle(ending: Ending): void;
  /** Gives the request to undici anew; asked for only while no byte of it was written. */
  dispatchAgain(): void;
}

/**
 * A kept connection can be reset while a request waits for it. Nothing was written then, so it may start over; twice
 * is plenty, since the second time finds no such connection or a new one.
 */
const RESTARTS = 2;

/**
 * One request and its answer, as undici reports it. Settles exactly once; whatever comes later is ignored, and a
 * request that is settled before it was written is never written.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #target: string;
  readonly #maxResponseBytes: number;
  readonly #settle: (ending: Ending) => void;
  readonly #dispatchAgain: () => void;
  #controller: Dispatcher.DispatchController | null = null;
  #settled = false;
  #restartsLeft = RESTARTS;
  #sent = false;
  #code: number | null = null;
  #headers: Record<string, string> = {};
  #body: AnswerBody | null = null;

  constructor(options: ExchangeOptions) {
    this.#target = options.target;
    this.#maxResponseBytes = options.maxResponseBytes;
    this.#settle = options.settle;
    this.#dispatchAgain = options.dispatchAgain;
  }

  /** Gives up: the deadline has passed. `within` is that deadline for people. */
  expire(within: string): void {
    const stage = this.#code === null ? 'no answer' : 'no complete answer';
    const message = `${this.#sent ? `${stage} from` : 'no connection to'} ${this.#target} within ${within}`;
    this.#end({ kind: 'fault', fault: 'timeout', sent: this.#sent, responseCode: this.#code, message });
  }

  /** undici calls this right before it writes the request, and would call it again if it ever wrote it again. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#settled || this.#sent) {
      controller.abort(new Error('the request was given up, or is sent already'));
      return;
    }
    this.#controller = controller;
    this.#sent = true;
  }

  onResponseStart(_controller: Dispatcher.DispatchController, code: number, headers: IncomingHttpHeaders): void {
    // 1xx are notes on the way; the answer follows.
    if (this.#settled || code < 200) return;
    this.#code = code;
    this.#headers = toRecord(headers);
    this.#body = createAnswerBody(this.#headers['content-encoding'] ?? '', this.#maxResponseBytes, {
      onDone: (body, truncated) => this.#end({ kind: 'answer', code, headers: this.#headers, body, truncated }),
      onUndecodable: (coding) => this.#endUndecodable(coding),
    });
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#settled) this.#body?.write(chunk);
  }

  onResponseEnd(): void {
    if (!this.#settled) this.#body?.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#settled) return;
    if (this.#sent) this.#end(faultAfterSending(this.#target, error, this.#code));
    else if (error instanceof ConnectionFault) this.#end(notSent(error.fault, error.message));
    else if (this.#restartsLeft-- > 0) this.#dispatchAgain();
    else this.#end(notSent('connect', `the request to ${this.#target} could not be started`));
  }

  #endUndecodable(coding: string): void {
    // The coding is the target's text; the answer's headers hold it for whoever needs it.
    const known = /^[a-z0-9-]{1,20}$/.test(coding) ? ` as ${coding}` : '';
    const message = `the answer of ${this.#target} could not be decoded${known}`;
    this.#end({ kind: 'fault', fault: 'protocol', sent: true, responseCode: this.#code, message });
  }

  #end(ending: Ending): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#body?.stop();
    this.#settle(ending);
    // Closes the connection unless the answer is complete; nothing of it is wanted any more.
    this.#controller?.abort(new Error('settled'));
  }
}

function toRecord(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}
