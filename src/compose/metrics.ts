import { Counter, Gauge, Registry, collectDefaultMetrics } from 'prom-client';
import type { Channel } from '../pop/channel.ts';
import type { Db } from '../store/database.ts';

export interface Metrics {
  registry: Registry;
  /** One webhook answered; `source` null: the key was unknown. */
  webhook(source: string | null, status: number, events: number): void;
}

/** What operators watch. Labels are sources, connections and outcomes, never a person or a number. */
export function createMetrics({ db, channel }: { db: Db; channel: Pick<Channel, 'streams'> }): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const requests = new Counter({
    name: 'ringside_webhook_requests_total',
    help: 'Webhooks answered, by source and HTTP status',
    labelNames: ['source', 'status'],
    registers,
  });
  const events = new Counter({
    name: 'ringside_events_total',
    help: 'Events received, by source',
    labelNames: ['source'],
    registers,
  });
  new Gauge({
    name: 'ringside_streams',
    help: 'Open agent streams',
    registers,
    collect() {
      this.set(channel.streams());
    },
  });
  new Gauge({
    name: 'ringside_activities',
    help: 'Activities by status',
    labelNames: ['status'],
    registers,
    async collect() {
      const rows = await db
        .selectFrom('activities')
        .select(['status', (of) => of.fn.countAll<number>().as('count')])
        .groupBy('status')
        .execute();
      this.reset();
      for (const row of rows) this.set({ status: row.status }, row.count);
    },
  });
  return {
    registry,
    webhook(source, status, received) {
      requests.inc({ source: source ?? 'unknown', status });
      if (received > 0) events.inc({ source: source ?? 'unknown' }, received);
    },
  };
}
