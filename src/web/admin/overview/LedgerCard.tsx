import type { Ledger } from '../../../api/admin.ts';
import type { Resource } from '../../api/use-resource.ts';
import { Card } from '../../components/Card.tsx';
import { Chip } from '../../components/Chip.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { count } from '../../format/count.ts';

const figures = new Intl.NumberFormat();

/** Where every finished call went. The sums must balance. */
export function LedgerCard({ resource }: { resource: Resource<Ledger> }) {
  const { data } = resource;
  const balance = data && (
    <Chip dot tone={data.balanced ? 'good' : 'bad'}>
      {data.balanced ? 'Balanced' : 'Does not balance'}
    </Chip>
  );
  return (
    <Card title="Ledger" aside={balance}>
      <Loaded resource={resource}>{(ledger) => <LedgerRows ledger={ledger} />}</Loaded>
    </Card>
  );
}

function LedgerRows({ ledger }: { ledger: Ledger }) {
  if (ledger.connections.length === 0) {
    return (
      <p className="soft">{count(ledger.settledCalls, 'finished call')}. No connection to log them to yet.</p>
    );
  }
  return (
    <ul className="rows">
      {ledger.connections.map((line) => (
        <LedgerRow key={line.connection} line={line} />
      ))}
      <li className="soft small">{count(ledger.settledCalls, 'finished call')} in all.</li>
    </ul>
  );
}

function LedgerRow({ line }: { line: Ledger['connections'][number] }) {
  const skipped = Object.entries(line.skipped);
  const skippedSum = skipped.reduce((sum, [, amount]) => sum + amount, 0);
  return (
    <li>
      <h3 className="source-name foreign">{line.connection}</h3>
      <dl className="ledger-figures">
        <Figure name="Planned" amount={line.planned} />
        <Figure name="Logged" amount={line.logged} />
        <Figure name="Waiting" amount={line.waiting} />
        <Figure name="Left out" amount={skippedSum} />
        <Figure name="Refused" amount={line.dead} bad={line.dead > 0} />
      </dl>
      {skipped.length > 0 && (
        <p className="soft small foreign">
          Left out:{' '}
          {skipped
            .map(([reason, amount]) => `${reason.replaceAll('_', ' ')} (${figures.format(amount)})`)
            .join(', ')}
        </p>
      )}
    </li>
  );
}

function Figure({ name, amount, bad = false }: { name: string; amount: number; bad?: boolean }) {
  return (
    <div className="ledger-figure" data-bad={bad || undefined}>
      <dt>{name}</dt>
      <dd>{figures.format(amount)}</dd>
    </div>
  );
}
