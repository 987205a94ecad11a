/** SQLite: another process holds the lock (a backup, a shell). PostgreSQL: a deadlock, a restart, a failover. */
const passing =
  /^(SQLITE_(BUSY|LOCKED)|40001$|40P01$|55P03$|08|57P0[1-5]$|53300$|E(CONNREFUSED|CONNRESET|PIPE|HOSTUNREACH|TIMEDOUT|AI_AGAIN))/;

/** A connection that pg lost has no code, only words. */
const lost =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection)/;

/** True for a database's faults that pass by themselves: the same work may be tried again. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return 'code' in error ? passing.test(String(error.code)) : lost.test(error.message);
}
