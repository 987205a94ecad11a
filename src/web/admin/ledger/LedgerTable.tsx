import type { ReactNode } from 'react';
import type { Ledger } from '../../../api/admin.ts';
import { count } from '../../format/count.ts';
import { Link } from '../../shell/Link.tsx';

type Line = Ledger['connections'][number];

const figures = new Intl.NumberFormat();

/** The sums of each connection; every figure leads to its calls. */
export function LedgerTable({ ledger }: { ledger: Ledger }) {
  if (ledger.connections.length === 0)
    return <p className="soft">There is no connection to a CRM yet, so nothing is logged.</p>;
  return (
    <ul className="rows">
      {ledger.connections.map((line) => (
        <LedgerLine key={line.connection} line={line} />
      ))}
      <li className="soft small">
        {count(ledger.settledCalls, 'finished call')} in all. A call that two agents talked in counts twice in
        a connection.
      </li>
    </ul>
  );
}

function LedgerLine({ line }: { line: Line }) {
  const { connection, planned, logged, waiting, dead } = line;
  const skipped = Object.entries(line.skipped);
  const left = skipped.reduce((sum, [, amount]) => sum + amount, 0);
  return (
    <li>
      <h3 className="foreign">{connection === removed ? 'Removed connections' : connection}</h3>
      <dl className="ledger-sums">
        <Sum name="Planned" amount={planned} to={null} />
        <Sum name="Logged" amount={logged} to={callsOf(connection, 'logged')} />
        <Sum name="Left out" amount={left} to={callsOf(connection, 'skipped')} />
        <Sum name="Waiting" amount={waiting} to={callsOf(connection, 'waiting')} />
        <Sum name="Refused" amount={dead} to={callsOf(connection, 'dead')} bad={dead > 0} />
      </dl>
      {skipped.length > 0 && (
        <p className="cluster small soft">
          Left out:
          {skipped.map(([reason, amount]) => (
            <MaybeLink key={reason} to={callsOf(connection, 'skipped', reason)}>
              {reason.replaceAll('_', ' ')} ({figures.format(amount)})
            </MaybeLink>
          ))}
        </p>
      )}
    </li>
  );
}

/** All that were removed are one line, and calls cannot be asked for by it. */
const removed = 'a removed connection';

function callsOf(connection: string, fate: string, reason?: string): string | null {
  if (connection === removed) return null;
  return `/admin/calls?${new URLSearchParams({ fate, connection, ...(reason && { reason }) }).toString()}`;
}

function Sum({
  name,
  amount,
  to,
  bad = false,
}: {
  name: string;
  amount: number;
  to: string | null;
  bad?: boolean;
}) {
  const text = figures.format(amount);
  return (
    <div className="ledger-sum" data-bad={bad || undefined}>
      <dt>{name}</dt>
      <dd className="digits">
        <MaybeLink to={amount === 0 ? null : to}>{text}</MaybeLink>
      </dd>
    </div>
  );
}

function MaybeLink({ to, children }: { to: string | null; children: ReactNode }) {
  return to === null ? <span>{children}</span> : <Link to={to}>{children}</Link>;
}
