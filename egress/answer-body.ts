import type { Transform } from 'node:stream';
import zlib from 'node:zlib';

/** Reads an answer's body up to a cap counted after decoding, so that neither an endless body nor a bomb is held. */
export interface AnswerBody {
  write(chunk: Buffer): void;
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
}

/**
 * Coded bytes that are taken beyond the cap: for headers, and for blocks that decode to nothing. What is taken in all
 * is so little that the target need not be slowed down while it is decoded.
 */
const CODING_OVERHEAD_BYTES = 64 * 1024;

/**
 * @param coding the answer's Content-Encoding. We ask for `identity`, but some servers compress all the same: gzip,
 * deflate (both kinds) and br are decoded, any other coding, or several, are undecodable unless the body is empty.
 */
export function createAnswerBody(coding: string, maxBytes: number, events: AnswerBodyEvents): AnswerBody {
  const name = coding.trim().toLowerCase();
  const plain = collectPlain(maxBytes, events.onDone);
  const isPlain = name === '' || name === 'identity' || name === 'none';
  return isPlain ? plain : decodeInto(plain, name, maxBytes + CODING_OVERHEAD_BYTES, events.onUndecodable);
}

interface PlainBody extends AnswerBody {
  /** Ends early, with what there is. */
  cut(): void;
}

function decodeInto(
  plain: PlainBody,
  coding: string,
  maxCodedBytes: number,
  onUndecodable: AnswerBodyEvents['onUndecodable'],
): AnswerBody {
  let decoder: Transform | null = null;
  let codedBytes = 0;
  let stopped = false;
  const stop = () => {
    stopped = true;
    plain.stop();
    decoder?.destroy();
  };
  const isCut = () => codedBytes > maxCodedBytes;
  const fail = () => {
    if (stopped) return;
    // What was decoded before the cut counts; that the decoder misses the rest is our doing.
    if (isCut()) return plain.cut();
    stop();
    onUndecodable(coding);
  };
  const finish = () => (isCut() ? plain.cut() : plain.end());

  return {
    write(chunk) {
      if (stopped || isCut() || chunk.length === 0) return;
      decoder ??=
        decoderFor(coding, chunk)
          ?.on('data', (decoded: Buffer) => plain.write(decoded))
          .on('end', finish)
          .on('error', fail) ?? null;
      if (decoder === null) return fail();
      codedBytes += chunk.length;
      decoder.write(chunk);
      if (isCut()) decoder.end();
    },
    end() {
      if (decoder === null) plain.end();
      else if (!isCut()) decoder.end();
    },
    stop,
  };
}

function collectPlain(maxBytes: number, onDone: AnswerBodyEvents['onDone']): PlainBody {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let done = false;
  const finish = (truncated: boolean) => {
    if (done) return;
    done = true;
    onDone(Buffer.concat(chunks), truncated);
  };
  return {
    write(chunk) {
      if (done) return;
      const room = maxBytes - bytes;
      const kept = chunk.length <= room ? chunk : chunk.subarray(0, room);
      // A copy: what undici hands over is a view of a larger buffer, which it would keep alive.
      chunks.push(Buffer.from(kept));
      bytes += kept.length;
      if (chunk.length > room) finish(true);
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
