import { randomUUID } from 'node:crypto';
import type { Agent } from '../agents/agent.ts';
import type { Item } from '../calls/item.ts';
import type { CastAgent } from '../demo/cast.ts';
import type { EncodedRequest } from '../demo/encode.ts';
import { createSamplePlayer, sampleContacts } from '../demo/samples.ts';
import { tryItLines } from '../demo/try-it.ts';
import type { Services } from '../http/services.ts';
import { dialectNamed } from '../pbx/dialects/index.ts';
import { toItems } from '../pbx/items.ts';
import type { Source } from '../pbx/source.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { Refusal } from '../platform/refusal.ts';

export interface SampleDeps {
  receive(items: readonly Item[]): Promise<void>;
  book: {
    upsertContacts(connection: string, contacts: typeof sampleContacts, origin: 'sample'): Promise<unknown>;
    deleteByOrigin(connection: string, origin: 'sample'): Promise<unknown>;
  };
  /** Names of connections to the built-in contact book. */
  books(): readonly string[];
  /** Brings the phone index level with the contact books. */
  refreshIndex(): Promise<void>;
  clock: Clock;
  log: Log;
}

/** Trying Ringside out before a PBX is connected. */
export function createSampleServices(
  deps: SampleDeps,
): Pick<Services, 'samples' | 'tryIt'> & { stop(): void } {
  const { clock, log, book } = deps;
  const player = createSamplePlayer({
    clock,
    newId: randomUUID,
    onError: (error) => log.warn({ err: error }, 'the sample calls stopped'),
  });

  return {
    samples: {
      async play(agent, { source, scenario }) {
        const phone = phoneOf(agent, source);
        const [connection] = deps.books();
        if (connection !== undefined) await book.upsertContacts(connection, sampleContacts, 'sample');
        await deps.refreshIndex();
        const { id, dialect, ownNumbers } = source;
        const [ownNumber = null] = ownNumbers;
        const send = (request: EncodedRequest): Promise<void> => deliver(deps, source, request);
        return player.play({ id, dialect, ownNumber, send }, phone, scenario);
      },
      async remove() {
        for (const connection of deps.books()) await book.deleteByOrigin(connection, 'sample');
        await deps.refreshIndex();
      },
    },
    tryIt: (source, webhookUrl, agent) =>
      tryItLines(source.dialect, webhookUrl, phoneOf(agent, source), `try-${randomUUID()}`, clock()),
    stop: () => player.stop(),
  };
}

/** The agent's phone at this source; refuses when they have none there. */
function phoneOf(agent: Agent, source: Source): CastAgent {
  const identity = agent.identities.find((one) => one.sourceId === source.id);
  if (identity === undefined) {
    throw new Refusal(
      'invalid',
      `Say first which phone of ${source.name} is yours: its user id or extension`,
    );
  }
  const { userId, extension, deviceId } = identity;
  const device = deviceId === null ? {} : { deviceId };
  return { userId: userId ?? '', extension: extension ?? '', name: agent.name, ...device };
}

/** The same way that a webhook goes, without the network. */
function deliver(deps: SampleDeps, source: Source, request: EncodedRequest): Promise<void> {
  const dialect = dialectNamed(source.dialect);
  if (dialect === undefined) return Promise.resolve();
  const { pathname, search } = new URL(request.path, 'http://pbx.invalid');
  const items = toItems(
    source,
    dialect,
    {
      method: request.method,
      pathEvent: decodeURIComponent(pathname.slice(1)),
      query: search.slice(1),
      headerEvent: request.headers['x-event'],
      contentType: request.headers['content-type'],
      body: request.body,
    },
    deps.clock(),
  );
  return deps.receive(items);
}
