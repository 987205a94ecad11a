import type { Retry } from '../../../api/ledger.ts';
import { Card } from '../../components/Card.tsx';
import { Chip } from '../../components/Chip.tsx';
import { RelativeTime } from '../../components/Time.tsx';
import { count } from '../../format/count.ts';

const figures = new Intl.NumberFormat();

/** Finished ones are shown this long. */
const shownMs = 24 * 3_600_000;

/** How far trying everything again has got; kept by the server, so a reload shows the same. */
export function RetryList({ retries }: { retries: readonly Retry[] }) {
  const shown = retries
    .filter(({ state, startedAt }) => state !== 'finished' || Date.now() - Date.parse(startedAt) < shownMs)
    .slice(0, 5);
  if (shown.length === 0) return null;
  return (
    <Card title="Tried again">
      <ul className="rows">
        {shown.map((retry) => (
          <Progress key={retry.id} retry={retry} />
        ))}
      </ul>
    </Card>
  );
}

function Progress({ retry }: { retry: Retry }) {
  const { id, connection, by, startedAt, state, total, logged, waiting, dead } = retry;
  const done = state === 'finished' ? total : logged + dead;
  return (
    <li className="retry">
      <div className="cluster">
        <span className="foreign" id={`retry-${id}`}>
          {count(total, 'call')} of {connection ?? 'all connections'}
        </span>
        <Chip dot tone={state === 'finished' ? (dead > 0 ? 'warn' : 'good') : 'accent'}>
          {state === 'finished' ? 'Finished' : 'Under way'}
        </Chip>
        <span className="soft small foreign">
          {by} · <RelativeTime at={startedAt} />
        </span>
      </div>
      <progress max={Math.max(1, total)} value={total === 0 ? 1 : done} aria-labelledby={`retry-${id}`} />
      <p className="soft small" role="status">
        {figures.format(logged)} logged, {figures.format(waiting)} waiting, {figures.format(dead)} refused
        again
      </p>
    </li>
  );
}
