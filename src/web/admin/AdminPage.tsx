import { Panel } from '../agent/Panel.tsx';
import { admin } from '../api/admin-endpoints.ts';
import { useResource } from '../api/use-resource.ts';
import { Notice } from '../components/Notice.tsx';
import { usePolling } from '../components/use-polling.ts';
import { refreshMe, useMe } from '../shell/me.ts';
import { goToLogin } from '../shell/session.ts';
import { Shell } from '../shell/Shell.tsx';
import { usePageTitle } from '../shell/use-page-title.ts';
import './admin.css';
import { Agents } from './Agents.tsx';
import { LedgerCard } from './LedgerCard.tsx';
import { Sources } from './Sources.tsx';
import { UnmappedPhones } from './UnmappedPhones.tsx';
import { useEffect } from 'react';

export default function AdminPage() {
  usePageTitle('Admin');
  const me = useMe();
  useEffect(() => {
    if (me === null) goToLogin();
  }, [me]);
  return (
    <Shell>
      <h1 className="page-title">Admin</h1>
      <p className="page-lead">Your phone systems, the people who answer, and where every call went.</p>
      {me?.person.role === 'agent' && <Notice tone="warn">Only admins can see this page.</Notice>}
      {me?.person.role === 'admin' && <AdminHome />}
    </Shell>
  );
}

function AdminHome() {
  const sources = useResource(admin.sources);
  const agents = useResource(admin.agents);
  const unmapped = useResource(admin.unmapped);
  const ledger = useResource(admin.ledger);
  usePolling(sources.reload, 15_000);
  usePolling(unmapped.reload, 15_000);
  usePolling(ledger.reload, 15_000);

  const onMapped = () => {
    agents.reload();
    unmapped.reload();
    void refreshMe();
  };
  return (
    <div className="admin-columns">
      <div className="stack">
        <UnmappedPhones resource={unmapped} agents={agents.data?.items ?? []} onMapped={onMapped} />
        <Sources resource={sources} />
        <Agents resource={agents} sources={sources.data?.items ?? []} />
        <LedgerCard resource={ledger} />
      </div>
      <Panel embedded tryIt={<p>Play the sample calls of a phone system, and see them here.</p>} />
    </div>
  );
}
