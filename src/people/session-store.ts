import session, { type CookieOptions, type SessionData } from 'express-session';
import { z } from 'zod';
import type { Clock } from '../platform/clock.ts';
import { digest } from '../platform/secret.ts';
import type { Db } from '../store/database.ts';

declare module 'express-session' {
  interface SessionData {
    /** Written by passport: the person's id. */
    passport?: { user?: string | undefined } | undefined;
    /** Epoch ms. */
    signedInAt?: number | undefined;
    /** Where someone signed in. */
    from?: { address: string | null; userAgent: string | null } | undefined;
    /** Where someone wanted to go who is on the way to the identity provider. */
    next?: string | undefined;
  }
}

const stored = z.looseObject({
  passport: z.object({ user: z.string().optional() }).optional(),
  signedInAt: z.number().optional(),
});

export interface SessionStoreDeps {
  db: Db;
  clock: Clock;
  /** A session ends when it was not used for this long … */
  idleMs: number;
  /** … and at the latest this long after sign-in. */
  absoluteMs: number;
  /** How the cookie is sent; not stored, so that a change of it holds for everybody at once. */
  cookie: CookieOptions;
}

/** Of a session that is nobody's yet: time enough to sign in at an identity provider. */
const signingInMs = 600_000;

/** Idle time is put back at most this often: not every request needs to write. */
const touchEveryMs = 60_000;

/**
 * Sessions in the database. The session id is hashed at rest: who reads a backup can take over nobody's session.
 * `prune` forgets what has ended.
 */
export class SessionStore extends session.Store {
  readonly #deps: SessionStoreDeps;

  constructor(deps: SessionStoreDeps) {
    super();
    this.#deps = deps;
  }

  override get(sid: string, done: (error: unknown, session?: SessionData | null) => void): void {
    settle(this.#read(sid), done);
  }

  override set(sid: string, data: SessionData, done?: (error?: unknown) => void): void {
    settle(this.#write(sid, data), (error) => done?.(error));
  }

  override touch(sid: string, data: SessionData, done?: () => void): void {
    settle(this.#touch(sid, data), () => done?.());
  }

  override destroy(sid: string, done?: (error?: unknown) => void): void {
    const gone = this.#deps.db.deleteFrom('sessions').where('sid_hash', '=', digest(sid)).execute();
    settle(gone, (error) => done?.(error));
  }

  /** Whether this session is there and someone's. */
  async holdsPerson(sid: string): Promise<boolean> {
    return (await this.#read(sid))?.passport?.user !== undefined;
  }

  async prune(): Promise<void> {
    await this.#deps.db.deleteFrom('sessions').where('expires_at', '<=', this.#deps.clock()).execute();
  }

  async #read(sid: string): Promise<SessionData | null> {
    const row = await this.#deps.db
      .selectFrom('sessions')
      .select('data_json')
      .where('sid_hash', '=', digest(sid))
      .where('expires_at', '>', this.#deps.clock())
      .executeTakeFirst();
    if (!row) return null;
    return {
      ...stored.parse(JSON.parse(row.data_json)),
      cookie: Object.assign(new session.Cookie(), this.#deps.cookie),
    };
  }

  async #write(sid: string, data: SessionData): Promise<void> {
    const row = {
      person_id: data.passport?.user ?? null,
      data_json: JSON.stringify({ ...data, cookie: undefined }),
      expires_at: this.#expiry(data),
      seen_at: this.#deps.clock(),
    };
    await this.#deps.db
      .insertInto('sessions')
      .values({ sid_hash: digest(sid), ...row })
      .onConflict((conflict) => conflict.column('sid_hash').doUpdateSet(row))
      .execute();
  }

  async #touch(sid: string, data: SessionData): Promise<void> {
    const expiry = this.#expiry(data);
    await this.#deps.db
      .updateTable('sessions')
      .set({ expires_at: expiry, seen_at: this.#deps.clock() })
      .where('sid_hash', '=', digest(sid))
      .where('expires_at', '<', expiry - touchEveryMs)
      .execute();
  }

  #expiry(data: Pick<SessionData, 'signedInAt' | 'passport'>): number {
    const now = this.#deps.clock();
    if (data.passport?.user === undefined) return now + signingInMs;
    return Math.min(now + this.#deps.idleMs, (data.signedInAt ?? now) + this.#deps.absoluteMs);
  }
}

function settle<T>(work: Promise<T>, done: (error: unknown, value?: T) => void): void {
  work.then(
    (value) => done(null, value),
    (error: unknown) => done(error),
  );
}
