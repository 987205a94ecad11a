import { useRest } from '../layout/use-rest.ts';
import { ConnectionPage } from './ConnectionPage.tsx';
import { ConnectionList } from './ConnectionList.tsx';
import './connections.css';
import { NewConnection } from './NewConnection.tsx';

/** `/admin/connections`, `/admin/connections/new`, `/admin/connections/<id or name>`. */
export default function ConnectionsPage() {
  const [id] = useRest();
  if (id === undefined) return <ConnectionList />;
  if (id === 'new') return <NewConnection />;
  return <ConnectionPage key={id} id={id} />;
}
