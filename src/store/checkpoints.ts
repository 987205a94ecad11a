import { Worker } from 'node:worker_threads';

/**
 * Copies what was committed from the write-ahead log into the database in a thread of its own. Left to itself,
 * SQLite does so within a commit once the log is long (`wal_autocheckpoint`), and everything that rings waits tens of
 * milliseconds for it; so it finds most of it done. Answers the function that ends it.
 */
export function startCheckpoints(file: string, onError: (error: Error) => void): () => Promise<void> {
  // Without a build there is no thread: Node cannot run TypeScript in one, and SQLite does the work.
  if (!import.meta.url.endsWith('.js')) return () => Promise.resolve();
  const worker = new Worker(new URL('./checkpoint-thread.js', import.meta.url), { workerData: file });
  worker.once('error', onError);
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', () => resolve());
  });
  return () => {
    worker.postMessage('end');
    return ended;
  };
}
