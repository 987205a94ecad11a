import type { IncomingMessage } from 'node:http';

export type BodyReading = { ok: true; text: string } | { ok: false; reason: 'too_large' | 'aborted' };

/** The request's body as UTF-8 text, at most `limit` bytes; never rejects. */
export function readBody(request: IncomingMessage, limit: number): Promise<BodyReading> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else finish({ ok: false, reason: 'too_large' });
    };
    const onEnd = (): void => finish({ ok: true, text: Buffer.concat(chunks).toString('utf8') });
    const onClose = (): void => finish({ ok: false, reason: 'aborted' });
    const finish = (reading: BodyReading): void => {
      request.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose);
      if (!reading.ok) request.on('error', ignore).resume();
      resolve(reading);
    };
    request.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose);
  });
}

function ignore(): void {
  // The answer is decided; how the sender takes it is their affair.
}
