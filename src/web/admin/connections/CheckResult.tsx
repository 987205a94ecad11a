import type { ApiCheck } from '../../../api/connection.ts';
import { Notice } from '../../components/Notice.tsx';
import { RelativeTime } from '../../components/Time.tsx';

/** What the CRM answered when it was asked: whose account, how much quota, what was found. */
export function CheckResult({ check }: { check: ApiCheck }) {
  if (check.error) {
    return (
      <Notice tone="bad">
        <p className="foreign">{check.error.message}</p>
        <p className="small">{adviceFor(check.error.code)}</p>
      </Notice>
    );
  }
  return (
    <Notice tone="good">
      <p className="foreign">
        It works{check.account && `: ${check.account}`}. <RelativeTime at={check.at} />
      </p>
      <ul className="check-notes">
        {check.quota && (
          <li>
            {check.quota.used.toLocaleString()} of {check.quota.limit.toLocaleString()} API calls used
          </li>
        )}
        {check.notes.map((note) => (
          <li key={note} className="foreign">
            {note}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

/** What to do about it, for each code of a connector's errors. */
function adviceFor(code: string): string {
  switch (code) {
    case 'unauthorized':
      return 'The CRM refuses the credentials. Enter new ones in the settings, or connect again.';
    case 'forbidden':
      return 'The credentials are good, but may not do this. Give that user the missing permission in the CRM.';
    case 'rate_limited':
      return 'The CRM’s quota is used up. Ringside goes on by itself when it allows more.';
    case 'unavailable':
    case 'unknown_outcome':
      return 'The CRM does not answer. Ringside tries again by itself; look at the CRM’s status page if it stays.';
    case 'rejected':
      return 'The CRM does not take what was sent. Compare the settings with the CRM’s own.';
    default:
      return 'Check the settings, then check again.';
  }
}
