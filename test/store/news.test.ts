import { afterEach, expect, it } from 'vitest';
import { sql } from 'kysely';
import { startNews, type News } from '../../src/store/news.ts';
import { describePostgres } from '../support/databases.ts';
import { until } from '../support/until.ts';

describePostgres('news among processes', (open) => {
  const running: News[] = [];
  afterEach(async () => {
    for (const news of running.splice(0)) await news.stop();
  });

  async function listening(url: string, mayLead = true) {
    const heard = { sources: 0, api_keys: 0 };
    const news = await startNews({
      ...{ url, mayLead, onError: () => undefined },
      of: {
        sources: () => Promise.resolve(heard.sources++).then(() => undefined),
        api_keys: () => Promise.resolve(heard.api_keys++).then(() => undefined),
      },
    });
    running.push(news);
    await until('what there is was read', () => heard.sources > 0 && heard.api_keys > 0);
    return { news, heard };
  }

  it('a change is heard once it is committed, by table; what is nobody’s business is not', async () => {
    const { db, url } = await open();
    const { heard } = await listening(url);
    const key = { id: 'k', name: 'k', role: 'agent', key_hash: 'h', provisioned: 0, created_at: 1 };
    await db
      .insertInto('api_keys')
      .values({ ...key, expires_at: null, used_at: null })
      .execute();
    await until('the key is heard of', () => heard.api_keys === 2);
    await db.updateTable('api_keys').set({ used_at: 5 }).execute();
    await db.updateTable('sources').set({ name: 'x' }).execute();
    await until('the sources are heard of', () => heard.sources === 2);
    expect(heard).toEqual({ sources: 2, api_keys: 2 });
  });

  it('after its connection was cut it hears again, and reads what it may have missed', async () => {
    const { db, url } = await open();
    const { news, heard } = await listening(url);
    expect(news.isLeader()).toBe(true);
    await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND query LIKE '%leader%' AND pid <> pg_backend_pid()`.execute(db);
    await until('all is read again', () => heard.sources === 2 && heard.api_keys === 2);
    await db.deleteFrom('sources').execute();
    await until('it hears again', () => heard.sources === 3);
    await until('it leads again', () => news.isLeader());
  });

  it('one leads, of those who may; when it goes, another does', async () => {
    const { url } = await open();
    const web = await listening(url, false);
    const first = await listening(url);
    const second = await listening(url);
    expect([web, first, second].map(({ news }) => news.isLeader())).toEqual([false, true, false]);
    await first.news.stop();
    const third = await listening(url);
    expect(third.news.isLeader()).toBe(true);
  });
});
