import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';

/** The thread of `checkpoints.ts`. `workerData`: the database's file. Any message ends it. */
const everyMs = 500;

const sqlite = new Database(String(workerData), { fileMustExist: true });
sqlite.pragma('synchronous = FULL');

/** Passive: waits for nobody and makes nobody wait. What readers still need is copied the next time. */
const timer = setInterval(() => sqlite.pragma('wal_checkpoint(PASSIVE)'), everyMs);

parentPort?.once('message', () => {
  clearInterval(timer);
  sqlite.close();
});
