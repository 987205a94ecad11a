import { useRest } from '../layout/use-rest.ts';
import { CallList } from './CallList.tsx';
import { CallPage } from './CallPage.tsx';
import './calls.css';

/** `/admin/calls`, `/admin/calls/<id>`. */
export default function CallsPage() {
  const [id] = useRest();
  return id === undefined ? <CallList /> : <CallPage key={id} id={id} />;
}
