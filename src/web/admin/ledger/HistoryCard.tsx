import { useCallback } from 'react';
import { Bar, BarChart, CartesianGrid, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { LedgerHistory } from '../../../api/ledger.ts';
import { ledgerApi } from '../../api/operations-endpoints.ts';
import { useResource } from '../../api/use-resource.ts';
import { Card } from '../../components/Card.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { SelectField } from '../../controls/SelectField.tsx';
import { useQuery } from '../../controls/use-query.ts';

const periods = [
  { id: '1', name: 'Last 24 hours' },
  { id: '7', name: 'Last 7 days' },
  { id: '30', name: 'Last 30 days' },
  { id: '90', name: 'Last 90 days' },
];
const series = [
  { key: 'logged', name: 'Logged', colour: 'var(--good-strong)' },
  { key: 'skipped', name: 'Left out', colour: 'var(--line-strong)' },
  { key: 'waiting', name: 'Waiting', colour: 'var(--accent)' },
  { key: 'dead', name: 'Refused', colour: 'var(--bad)' },
] as const;
const dayMs = 86_400_000;

/** What became of calls over time, as bars and as figures. */
export default function HistoryCard() {
  const query = useQuery();
  const days = query.get('days') ?? '7';
  const load = useCallback(() => {
    const since = new Date(Date.now() - Number(days) * dayMs).toISOString();
    return ledgerApi.history({ since, offset: String(-new Date().getTimezoneOffset()) });
  }, [days]);
  const resource = useResource(load);
  const choose = (id: string) => query.set({ days: id === '7' ? null : id });
  return (
    <Card
      title="Over time"
      aside={
        <div className="filter-bar">
          <SelectField label="Time" isRequired options={periods} value={days} onChange={choose} />
        </div>
      }
    >
      <Loaded resource={resource} lines={6}>
        {(history) => <History history={history} />}
      </Loaded>
    </Card>
  );
}

function History({ history }: { history: LedgerHistory }) {
  const rows = history.buckets.map((bucket) => ({ ...bucket, at: label(bucket.from, history.bucketMs) }));
  const total = (key: (typeof series)[number]['key']) => rows.reduce((sum, row) => sum + row[key], 0);
  if (series.every(({ key }) => total(key) === 0))
    return <p className="soft">No call was finished in this time.</p>;
  const words = series.map(({ key, name }) => `${name.toLowerCase()} ${String(total(key))}`).join(', ');
  return (
    <>
      <div className="history-chart" role="img" aria-label={`What became of calls: ${words}`}>
        <ResponsiveContainer width="100%" height={240}>
          <BarChart
            data={rows}
            accessibilityLayer={false}
            margin={{ top: 8, right: 8, bottom: 0, left: -16 }}
          >
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis dataKey="at" stroke="var(--text-soft)" fontSize={12} tickLine={false} minTickGap={24} />
            <YAxis
              stroke="var(--text-soft)"
              fontSize={12}
              tickLine={false}
              allowDecimals={false}
              axisLine={false}
            />
            <Tooltip cursor={{ fill: 'var(--hover)' }} contentStyle={tip} isAnimationActive={false} />
            <Legend formatter={(name) => <span className="soft">{name}</span>} />
            {series.map(({ key, name, colour }) => (
              <Bar
                key={key}
                dataKey={key}
                name={name}
                stackId="all"
                fill={colour}
                isAnimationActive={false}
              />
            ))}
          </BarChart>
        </ResponsiveContainer>
      </div>
      <details className="history-figures">
        <summary>As figures</summary>
        <Figures rows={rows} />
      </details>
    </>
  );
}

const tip = { background: 'var(--surface)', border: '1px solid var(--line)', borderRadius: '0.5rem' };

function Figures({ rows }: { rows: readonly (LedgerHistory['buckets'][number] & { at: string })[] }) {
  return (
    <div className="history-scroll" tabIndex={0} role="region" aria-label="What became of calls, as figures">
      <table>
        <thead>
          <tr>
            <th scope="col">From</th>
            {series.map(({ key, name }) => (
              <th key={key} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.from}>
              <th scope="row">{row.at}</th>
              {series.map(({ key }) => (
                <td key={key} className="digits">
                  {row[key]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function label(from: string, bucketMs: number): string {
  const hourly = bucketMs < dayMs;
  return new Intl.DateTimeFormat(
    undefined,
    hourly ? { weekday: 'short', hour: '2-digit', minute: '2-digit' } : { day: 'numeric', month: 'short' },
  ).format(new Date(from));
}
