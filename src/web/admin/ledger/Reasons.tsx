import type { DeadReason } from '../../../api/ledger.ts';
import { Card } from '../../components/Card.tsx';
import { Chip } from '../../components/Chip.tsx';

/** What calls were refused for: one thing mended often mends many. */
export function Reasons({ reasons }: { reasons: readonly DeadReason[] }) {
  if (reasons.length === 0) return null;
  return (
    <Card title="For what">
      <ul className="rows">
        {reasons.map(({ connection, reason, count }) => (
          <li key={`${connection} ${reason ?? ''}`} className="reason">
            <span className="foreign">{reason ?? 'No reason given'}</span>
            <span className="cluster">
              <span className="soft small foreign">{connection}</span>
              <Chip tone="bad">{new Intl.NumberFormat().format(count)}</Chip>
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
