import type { Connector, CrmUser } from './contract.ts';
import { ConnectorError } from './errors.ts';

const mostUsers = 10_000;

/**
 * A connector whose refused credentials are tried once more: opened anew, it reads its tokens as they are now, which an
 * admin or another process may have renewed. Refused again, `refused` hears the CRM's words, whatever it was that was
 * asked: a lookup, a log, the mirror.
 */
export function withCredentials(open: () => Connector, refused: (words: string) => Promise<void>): Connector {
  const access = accessTo(open, refused);
  const { ask } = access;
  const { findById, updateCall, createPerson, contactChanges, embed } = access.current();
  return {
    check: (x) => ask((crm) => crm.check(x)),
    usage: () => access.current().usage?.() ?? null,
    findByPhone: (phone, x) => ask((crm) => crm.findByPhone(phone, x)),
    ...(findById && { findById: (ref, x) => ask(async (crm) => (await crm.findById?.(ref, x)) ?? null) }),
    logCalls: (activities, x) => logCalls(access, activities, x),
    ...(updateCall && {
      updateCall: (ref, change, x) => ask(async (crm) => crm.updateCall?.(ref, change, x)),
    }),
    findActivity: (key, x) => ask((crm) => crm.findActivity(key, x)),
    ...(createPerson && {
      createPerson: (person, x) => ask((crm) => crm.createPerson?.(person, x) ?? Promise.reject(noPeople())),
    }),
    async *listUsers(x) {
      yield* await ask(async (crm) => {
        const users: CrmUser[] = [];
        for await (const user of crm.listUsers(x)) if (users.push(user) === mostUsers) break;
        return users;
      });
    },
    ...(contactChanges && { contactChanges: (cursor, x) => contactChangesOf(access, cursor, x) }),
    recordUrl: (ref) => access.current().recordUrl(ref),
    ...(embed && { embed }),
    close: async () => access.current().close?.(),
  };
}

interface Access {
  current(): Connector;
  /** What to ask instead of the one that was refused. */
  renewed(failed: Connector): Connector;
  /** Throws it on; a refusal is told before. */
  tell(error: unknown): Promise<never>;
  ask<T>(work: (connector: Connector) => Promise<T>): Promise<T>;
}

function accessTo(open: () => Connector, refused: (words: string) => Promise<void>): Access {
  let current = open();
  const access: Access = {
    current: () => current,
    renewed(failed) {
      // Of many that were refused at once, the first opens anew for all.
      if (failed !== current) return current;
      current = open();
      void Promise.resolve(failed.close?.()).catch(() => undefined);
      return current;
    },
    async tell(error) {
      if (isRefusal(error)) await refused(error.message);
      throw error;
    },
    async ask(work) {
      const first = current;
      try {
        return await work(first);
      } catch (error) {
        if (!isRefusal(error)) throw error;
      }
      return work(access.renewed(first)).catch(access.tell);
    },
  };
  return access;
}

type LogCalls = Connector['logCalls'];
type Result = Awaited<ReturnType<LogCalls>>[number];

/** Only those that were refused are sent again: what became of the others is known, or must be looked for. */
async function logCalls(access: Access, ...[activities, x]: Parameters<LogCalls>): Promise<Result[]> {
  const first = access.current();
  const results = await access.ask((crm) => crm.logCalls(activities, x));
  const again = activities.filter((_, index) => isRefused(results[index]));
  if (again.length === 0) return results;
  const repeated = await access.renewed(first).logCalls(again, x).catch(access.tell);
  const refused = repeated.find(isRefused);
  if (refused !== undefined) await access.tell(refused.error).catch(() => undefined);
  const left = [...repeated];
  return results.map((result) => (isRefused(result) ? (left.shift() ?? result) : result));
}

type ContactChanges = NonNullable<Connector['contactChanges']>;

/** Goes on behind the last page that came. */
async function* contactChangesOf(access: Access, ...[cursor, x]: Parameters<ContactChanges>) {
  const first = access.current();
  let at = cursor;
  try {
    for await (const page of first.contactChanges?.(at, x) ?? []) {
      yield page;
      at = page.cursor;
    }
    return;
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  try {
    yield* access.renewed(first).contactChanges?.(at, x) ?? [];
  } catch (error) {
    await access.tell(error);
  }
}

function isRefusal(error: unknown): error is ConnectorError {
  return error instanceof ConnectorError && error.code === 'unauthorized';
}

function isRefused(result: Result | undefined): result is Extract<Result, { ok: false }> {
  return result?.ok === false && isRefusal(result.error);
}

function noPeople(): ConnectorError {
  return new ConnectorError('forbidden', 'This CRM takes no new contacts');
}
