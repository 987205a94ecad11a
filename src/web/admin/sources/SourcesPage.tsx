import { admin } from '../../api/admin-endpoints.ts';
import { useResource } from '../../api/use-resource.ts';
import { usePolling } from '../../components/use-polling.ts';
import { PageHead } from '../layout/PageHead.tsx';
import { Sources } from './Sources.tsx';
import './sources.css';

export default function SourcesPage() {
  const sources = useResource(admin.sources);
  usePolling(sources.reload, 5_000);
  return (
    <>
      <PageHead
        title="Phone systems"
        lead="Where calls come from. Each has an address of its own to send its events to."
      />
      <Sources resource={sources} />
    </>
  );
}
