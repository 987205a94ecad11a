import { Suspense } from 'react';
import { ledgerApi } from '../../api/operations-endpoints.ts';
import { useResource } from '../../api/use-resource.ts';
import { Card } from '../../components/Card.tsx';
import { Chip } from '../../components/Chip.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { usePolling } from '../../components/use-polling.ts';
import { lazyPage } from '../../shell/lazy-page.ts';
import { PageHead } from '../layout/PageHead.tsx';
import { ConnectionNotices } from './ConnectionNotices.tsx';
import { DeadPart } from './DeadPart.tsx';
import { LedgerTable } from './LedgerTable.tsx';
import './ledger.css';

/** Bars need a library of their own: loaded after the figures. */
const HistoryCard = lazyPage(() => import('./HistoryCard.tsx'));

/** Where every call went, what was refused, and trying it again. */
export default function LedgerPage() {
  const ledger = useResource(ledgerApi.now);
  const connections = useResource(ledgerApi.connections);
  usePolling(ledger.reload, 5_000);
  usePolling(connections.reload, 15_000);
  return (
    <>
      <PageHead
        title="Ledger"
        lead="Every finished call is logged, left out for a named reason, waiting or refused, in every connection."
      />
      <ConnectionNotices connections={connections.data?.items ?? []} />
      <Card
        title="By connection"
        aside={
          ledger.data && (
            <Chip dot tone={ledger.data.balanced ? 'good' : 'bad'}>
              {ledger.data.balanced ? 'Balanced' : 'Does not balance'}
            </Chip>
          )
        }
      >
        <Loaded resource={ledger}>{(data) => <LedgerTable ledger={data} />}</Loaded>
      </Card>
      <Suspense fallback={<Skeleton lines={6} />}>
        <HistoryCard />
      </Suspense>
      <DeadPart connections={ledger.data?.connections ?? []} onRetried={ledger.reload} />
    </>
  );
}
