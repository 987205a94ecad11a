import type { ReactNode } from 'react';
import { Meter, ProgressBar } from 'react-aria-components';
import type { ApiConnection } from '../../../api/connection.ts';
import { Chip } from '../../components/Chip.tsx';
import { RelativeTime } from '../../components/Time.tsx';
import { count } from '../../format/count.ts';
import { timeOfDay } from '../../format/when.ts';

/** Its consent was never given: that the CRM refuses it then is no news. */
export function awaitsConsent({ oauth }: Pick<ApiConnection, 'oauth'>): boolean {
  return oauth !== null && !oauth.connected;
}

/** One word for how it is. */
export function StateChip({ connection }: { connection: ApiConnection }) {
  const { status, pausedUntil, check } = connection;
  if (awaitsConsent(connection))
    return (
      <Chip dot tone="warn">
        Not connected yet
      </Chip>
    );
  if (status === 'suspended')
    return (
      <Chip dot tone="bad">
        Suspended
      </Chip>
    );
  if (status === 'paused')
    return (
      <Chip dot tone="warn">
        Paused
      </Chip>
    );
  if (pausedUntil)
    return (
      <Chip dot tone="warn">
        Waits for its quota
      </Chip>
    );
  if (check && !check.ok)
    return (
      <Chip dot tone="warn">
        Last check failed
      </Chip>
    );
  return (
    <Chip dot tone="good">
      Active
    </Chip>
  );
}

/** What is known of it in figures: quota, last success, contacts, work. */
export function ConnectionState({ connection }: { connection: ApiConnection }) {
  const { quota, lastSuccessAt, mirror, waiting, dead, pausedUntil } = connection;
  return (
    <dl className="connection-facts">
      <Fact name="Last success">{lastSuccessAt ? <RelativeTime at={lastSuccessAt} /> : 'Not yet'}</Fact>
      {quota && (
        <Fact name="API calls used">
          <Bar label="API calls used" value={quota.used} most={quota.limit} isQuota />
          <span className="digits">
            {number(quota.used)} of {number(quota.limit)}
            {pausedUntil && `, waits until ${timeOfDay(Date.parse(pausedUntil), Date.now())}`}
          </span>
        </Fact>
      )}
      {mirror && (
        <Fact name="Contacts">
          {mirror.progress !== null && <Bar label="Contacts fetched" value={mirror.progress} most={1} />}
          <span className="digits">{mirrorInWords(mirror)}</span>
          {mirror.error && !awaitsConsent(connection) && (
            <span className="field-fault foreign">{mirror.error}</span>
          )}
        </Fact>
      )}
      <Fact name="Calls to log">
        {waiting === 0 ? 'None waits' : `${count(waiting, 'call')} waiting`}
        {dead > 0 && <span className="field-fault">{count(dead, 'call')} to mend</span>}
      </Fact>
    </dl>
  );
}

function mirrorInWords({ numbers, progress, updatedAt }: NonNullable<ApiConnection['mirror']>): string {
  const known = `${count(numbers, 'number')} known`;
  if (progress !== null) return `${known}, fetching: ${Math.round(progress * 100)} %`;
  return updatedAt ? known : `${known}, not fetched yet`;
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="connection-fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Bar({
  label,
  value,
  most,
  isQuota = false,
}: {
  label: string;
  value: number;
  most: number;
  isQuota?: boolean;
}) {
  const share = most > 0 ? Math.min(1, value / most) : 0;
  const level = isQuota && share > 0.9 ? 'bad' : isQuota && share > 0.7 ? 'warn' : 'good';
  const inside = (
    <span className="bar">
      <span className="bar-fill" data-level={level} style={{ width: `${share * 100}%` }} />
    </span>
  );
  const props = { 'aria-label': label, value, maxValue: most, className: 'bar-frame' };
  return isQuota ? <Meter {...props}>{inside}</Meter> : <ProgressBar {...props}>{inside}</ProgressBar>;
}

function number(value: number): string {
  return new Intl.NumberFormat().format(value);
}
