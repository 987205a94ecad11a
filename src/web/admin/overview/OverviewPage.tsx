import { Panel } from '../../agent/Panel.tsx';
import { admin } from '../../api/admin-endpoints.ts';
import { useResource } from '../../api/use-resource.ts';
import { usePolling } from '../../components/use-polling.ts';
import { PageHead } from '../layout/PageHead.tsx';
import { LedgerCard } from './LedgerCard.tsx';
import { SetUpCard } from './SetUpCard.tsx';
import './overview.css';

/** What needs a hand, where every call went, and the admin's own phone. */
export default function OverviewPage() {
  const sources = useResource(admin.sources);
  const unmapped = useResource(admin.unmapped);
  const ledger = useResource(admin.ledger);
  usePolling(sources.reload, 15_000);
  usePolling(unmapped.reload, 15_000);
  usePolling(ledger.reload, 15_000);
  return (
    <>
      <PageHead
        title="Overview"
        lead="Your phone systems, the people who answer, and where every call went."
      />
      <div className="overview-columns">
        <div className="stack">
          <SetUpCard sources={sources} unmapped={unmapped} />
          <LedgerCard resource={ledger} />
        </div>
        <Panel embedded tryIt={<p>Play the sample calls of a phone system, and see them here.</p>} />
      </div>
    </>
  );
}
