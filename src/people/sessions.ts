import { z } from 'zod';
import type { Clock } from '../platform/clock.ts';
import { digest } from '../platform/secret.ts';
import type { Db } from '../store/database.ts';

/** One browser that someone is signed in with. */
export interface SessionInfo {
  /** Digest of the session id: names the session and lets nobody into it. */
  readonly id: string;
  /** Epoch ms. */
  readonly signedInAt: number | null;
  readonly seenAt: number;
  readonly address: string | null;
  /** The browser, in its own words. */
  readonly userAgent: string | null;
}

export interface Sessions {
  /** Someone's sessions, the one used last first; at most 100. */
  readonly list: (personId: string) => Promise<SessionInfo[]>;
  /** False: this person has no such session. */
  readonly end: (personId: string, id: string) => Promise<boolean>;
  /** Ends all of someone's sessions but the one with this session id. Answers how many. */
  readonly endAll: (personId: string, exceptSid?: string) => Promise<number>;
}

const mostListed = 100;

/** What the cookie's session store (`session-store.ts`) keeps, as people see it. */
export function createSessions({ db, clock }: { db: Db; clock: Clock }): Sessions {
  const ended = async (personId: string, which: { only?: string; except?: string }): Promise<number> => {
    let query = db.deleteFrom('sessions').where('person_id', '=', personId);
    if (which.only !== undefined) query = query.where('sid_hash', '=', which.only);
    if (which.except !== undefined) query = query.where('sid_hash', '!=', which.except);
    return Number((await query.executeTakeFirst()).numDeletedRows);
  };
  return {
    async list(personId) {
      const rows = await db
        .selectFrom('sessions')
        .select(['sid_hash', 'data_json', 'seen_at'])
        .where('person_id', '=', personId)
        .where('expires_at', '>', clock())
        .orderBy('seen_at', 'desc')
        .limit(mostListed)
        .execute();
      return rows.map((row) => {
        const { signedInAt = null, from } = kept.parse(JSON.parse(row.data_json));
        return { id: row.sid_hash, seenAt: row.seen_at, signedInAt, ...(from ?? nowhere) };
      });
    },
    end: async (personId, id) => (await ended(personId, { only: id })) > 0,
    endAll: (personId, except) => ended(personId, except === undefined ? {} : { except: digest(except) }),
  };
}

const nowhere = { address: null, userAgent: null };

const kept = z.object({
  signedInAt: z.number().optional(),
  from: z.object({ address: z.string().nullable(), userAgent: z.string().nullable() }).optional(),
});
