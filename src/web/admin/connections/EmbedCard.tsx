import type { ReactNode } from 'react';
import { Card } from '../../components/Card.tsx';
import { CopyField } from '../../components/CopyField.tsx';
import { Icon } from '../../components/Icon.tsx';
import '../../sources/webhook-steps.css';

/** How the panel gets into the CRM's own window, for the CRMs that have a place for it. */
export function EmbedCard({ crm }: { crm: string }) {
  if (crm === 'salesforce') return <InSalesforce />;
  if (crm === 'hubspot') return <InHubspot />;
  return null;
}

function InSalesforce() {
  return (
    <Card
      title="The panel inside Salesforce"
      aside={
        <a className="button button-plain" href="/api/admin/embed/salesforce/call-center.xml" download>
          Download the call center file
        </a>
      }
    >
      <Guide
        what="Optional: a softphone in Lightning that shows who calls and opens the record by itself. Agents can as well use the panel in a tab of its own."
        steps={[
          'Download the call center file.',
          'In Salesforce: Setup → Call Centers → Import, and choose that file.',
          'There: Manage Call Center Users → Add More Users, and add your agents.',
          'Setup → App Manager → your Lightning app → Edit → Utility Items → add “Open CTI Softphone”.',
          'Each agent opens the softphone once and presses “Sign in to Ringside”.',
        ]}
      />
    </Card>
  );
}

function InHubspot() {
  return (
    <Card title="The panel inside HubSpot">
      <Guide
        what="Optional: the panel as HubSpot’s calling widget, which opens the contact by itself. HubSpot shows it in accounts that have installed an app with the Calling SDK; for your own account that is an app of your own."
        steps={[
          'In your app’s project in HubSpot, add the Calling SDK settings below.',
          'Install the app in your account.',
          'Each agent chooses the app in HubSpot: Settings → Calling, and presses “Sign in to Ringside” once.',
        ]}
      >
        <CopyField label="Calling SDK settings" text={callingSettings()} lines />
      </Guide>
    </Card>
  );
}

function callingSettings(): string {
  const settings = {
    ...{ name: 'Ringside', url: `${window.location.origin}/embed/hubspot` },
    ...{ width: 400, height: 620, isReady: true, supportsInboundCalling: true },
  };
  return JSON.stringify(settings, null, 2);
}

function Guide({ what, steps, children }: { what: string; steps: string[]; children?: ReactNode }) {
  return (
    <div className="stack">
      <p className="soft">{what}</p>
      <ol className="steps-list">
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {children}
      {window.location.protocol !== 'https:' && (
        <p className="cluster soft small">
          <Icon name="info" size={16} />
          CRMs show pages by https only; this one was opened by http.
        </p>
      )}
    </div>
  );
}
