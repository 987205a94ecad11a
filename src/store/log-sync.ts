import { open, type FileHandle } from 'node:fs/promises';

/** The write-ahead log of a SQLite database, as far as getting it to the disk goes. */
export interface LogSync {
  /** Resolves when everything that was written to the log before this call would survive a power cut. */
  flushed(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Flushes in the thread pool, so that the next transaction is made while the disk works on the last one. At most one
 * flush is under way; all who ask meanwhile share the one after it.
 */
export function createLogSync(file: string): LogSync {
  let handle: Promise<FileHandle> | null = null;
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;

  function start(): Promise<void> {
    next = null;
    const flush = opened().then((log) => log.datasync());
    running = flush;
    const ended = (): void => {
      if (running === flush) running = null;
    };
    flush.then(ended, ended);
    return flush;
  }

  function opened(): Promise<FileHandle> {
    handle ??= open(file, 'r+').catch((error: unknown) => {
      handle = null;
      throw error;
    });
    return handle;
  }

  return {
    flushed() {
      if (running === null) return start();
      next ??= running.then(start, start);
      return next;
    },
    async close() {
      await (next ?? running)?.catch(() => undefined);
      await (await handle)?.close();
    },
  };
}
