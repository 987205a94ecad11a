import type { Retries } from '../activity/retries.ts';
import type { Resent } from '../api/journal.ts';
import type { LiveBoard } from '../compose/live-board.ts';
import type { CallEdits } from '../compose/call-edits.ts';
import type { Erasures } from '../privacy/erase.ts';
import type { RetentionSettings } from '../privacy/retention.ts';

/** What admins do about calls, beside reading of them. */
export interface Operations {
  readonly board: Pick<LiveBoard, 'now' | 'open'>;
  readonly edits: CallEdits;
  /** False: there is none with this id that could be sent again. */
  readonly retryActivity: (activityId: string) => Promise<boolean>;
  /** Null: there is no such journal entry. */
  readonly resend: (journalId: number) => Promise<Resent | null>;
  readonly retention: Pick<RetentionSettings, 'state' | 'set'>;
  readonly erasures: Erasures;
  readonly retries: Pick<Retries, 'begin' | 'list' | 'get'>;
}
