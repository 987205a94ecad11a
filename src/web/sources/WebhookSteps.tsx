import type { Source } from '../../api/admin.ts';
import type { DialectInfo } from '../api/admin-endpoints.ts';
import { CopyField } from '../components/CopyField.tsx';
import { RelativeTime } from '../components/Time.tsx';
import { count } from '../format/count.ts';
import './webhook-steps.css';

/** The address to paste into the phone system, where to paste it, and whether events arrive. */
export function WebhookSteps({ source, dialect }: { source: Source; dialect: DialectInfo | undefined }) {
  return (
    <div className="stack">
      <CopyField label="Webhook URL" text={source.webhookUrl} lines />
      <p className="soft small">It contains this phone system’s secret key: treat it like a password.</p>
      {dialect && dialect.setup.length > 0 && (
        <ol className="steps-list">
          {dialect.setup.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      )}
    </div>
  );
}

export function Arrivals({ source }: { source: Source }) {
  if (source.lastEventAt === null) {
    return (
      <p className="arrivals" role="status">
        <span className="arrivals-dot arrivals-waiting" aria-hidden="true" />
        Waiting for the first event…
      </p>
    );
  }
  return (
    <p className="arrivals" role="status">
      <span className="arrivals-dot arrivals-there" aria-hidden="true" />
      <span>
        {count(source.events, 'event')} received, the last <RelativeTime at={source.lastEventAt} />
      </span>
    </p>
  );
}
