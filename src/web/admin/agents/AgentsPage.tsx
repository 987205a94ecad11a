import { useRest } from '../layout/use-rest.ts';
import { AgentPage } from './AgentPage.tsx';
import './agents.css';
import { ImportPage } from './ImportPage.tsx';
import { MappingPage } from './MappingPage.tsx';

/** `/admin/agents`, `/admin/agents/new`, `/admin/agents/import`, `/admin/agents/<id>`. */
export default function AgentsPage() {
  const [id] = useRest();
  if (id === undefined) return <MappingPage />;
  if (id === 'import') return <ImportPage />;
  return <AgentPage key={id} id={id === 'new' ? null : id} />;
}
