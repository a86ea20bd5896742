import type { Transform } from 'node:stream';
import zlib from 'node:zlib';

/** Reads an answer's body up to a cap counted after decoding, so that neither an endless body nor a bomb is held. */
export interface AnswerBody {
  /** False asks the sender to wait until `onReady`. */
  write(chunk: Buffer): boolean;
  /** No more will come; `onDone` follows. */
  end(): void;
  /** Lets go of everything; no event follows. */
  stop(): void;
}

export interface AnswerBodyEvents {
  /** Once: the body is whole, or the cap was passed and the rest is not wanted. */
  onDone(body: Buffer, truncated: boolean): void;
  /** Once, instead: the bytes are not in the coding that the answer names. */
  onUndecodable(coding: string): void;
  onReady(): void;
}

/** Coded bytes that may come beyond the cap before they are given up on: headers, and blocks that decode to nothing. */
const CODING_OVERHEAD_BYTES = 64 * 1024;

/**
 * @param coding the answer's Content-Encoding. We ask for `identity`, but some servers compress all the same: gzip,
 * deflate (both kinds) and br are decoded, any other coding, or several, are undecodable unless the body is empty.
 */
export function createAnswerBody(coding: string, maxBytes: number, events: AnswerBodyEvents): AnswerBody {
  const name = coding.trim().toLowerCase();
  const plain = collect(maxBytes, events);
  if (name === '' || name === 'identity' || name === 'none') return plain;

  let decoder: Transform | null = null;
  let codedBytes = 0;
  let stopped = false;
  const stop = () => {
    stopped = true;
    plain.stop();
    decoder?.destroy();
  };
  const give = (event: () => void) => {
    if (stopped) return;
    stop();
    event();
  };
  const start = (first: Buffer): Transform | null =>
    decoderFor(name, first)
      ?.on('data', (chunk: Buffer) => {
        if (!stopped && !plain.write(chunk)) stop();
      })
      .on('drain', () => stopped || events.onReady())
      .on('end', () => stopped || plain.end())
      .on('error', () => give(() => events.onUndecodable(name))) ?? null;

  return {
    write(chunk) {
      if (stopped || chunk.length === 0) return !stopped;
      codedBytes += chunk.length;
      decoder ??= start(chunk);
      if (decoder === null) give(() => events.onUndecodable(name));
      else if (codedBytes > maxBytes + CODING_OVERHEAD_BYTES) plain.cut();
      else return decoder.write(chunk);
      return false;
    },
    end() {
      if (decoder === null) plain.end();
      else decoder.end();
    },
    stop,
  };
}

/** Collects plain bytes; `cut` ends early with what there is. */
function collect(maxBytes: number, events: AnswerBodyEvents): AnswerBody & { cut(): void } {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let done = false;
  const finish = (truncated: boolean) => {
    if (done) return;
    done = true;
    events.onDone(Buffer.concat(chunks), truncated);
  };
  return {
    write(chunk) {
      if (done) return false;
      const room = maxBytes - bytes;
      const kept = chunk.length <= room ? chunk : chunk.subarray(0, room);
      // A copy: what undici hands over is a view of a larger buffer, which it would keep alive.
      chunks.push(Buffer.from(kept));
      bytes += kept.length;
      if (chunk.length > room) finish(true);
      return !done;
    },
    end: () => finish(false),
    cut: () => finish(true),
    stop: () => {
      done = true;
      chunks.length = 0;
    },
  };
}

function decoderFor(coding: string, first: Buffer): Transform | null {
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return zlib.createGunzip();
    case 'br':
      return zlib.createBrotliDecompress();
    case 'deflate':
      // Meant to have a zlib header, whose first byte ends in 8; some servers leave it out.
      return ((first[0] ?? 0) & 0x0f) === 8 ? zlib.createInflate() : zlib.createInflateRaw();
    default:
      return null;
  }
}
