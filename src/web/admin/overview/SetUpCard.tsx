import type { Source, Unmapped } from '../../../api/admin.ts';
import type { List } from '../../api/endpoints.ts';
import type { Resource } from '../../api/use-resource.ts';
import { Card } from '../../components/Card.tsx';
import { Chip } from '../../components/Chip.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { count } from '../../format/count.ts';
import { Link } from '../../shell/Link.tsx';
import { Arrivals } from '../../sources/WebhookSteps.tsx';

/** The API tells of no more. */
const mostTold = 200;

/** Each phone system in a line, and the phones that ring for nobody. */
export function SetUpCard({
  sources,
  unmapped,
}: {
  sources: Resource<List<Source>>;
  unmapped: Resource<List<Unmapped>>;
}) {
  const strays = unmapped.data?.items.length ?? 0;
  return (
    <Card title="Phone systems" aside={<Link to="/admin/sources">Open</Link>}>
      <Loaded resource={sources}>
        {({ items }) => (
          <ul className="rows">
            {items.map((source) => (
              <li key={source.id} className="overview-line">
                <span className="overview-name foreign">{source.name}</span>
                <Arrivals source={source} />
              </li>
            ))}
            {items.length === 0 && (
              <li className="soft">
                None yet. <Link to="/admin/sources">Add your phone system</Link>, and calls appear.
              </li>
            )}
            {strays > 0 && (
              <li className="overview-line">
                <Link to="/admin/agents">
                  {strays < mostTold ? count(strays, 'phone') : `${count(mostTold, 'phone')} or more`} rang
                  for nobody Ringside knows
                </Link>
                <Chip tone="warn">Map them</Chip>
              </li>
            )}
          </ul>
        )}
      </Loaded>
    </Card>
  );
}
