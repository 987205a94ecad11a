import { Link } from './Link.tsx';
import { NarrowPage } from './NarrowPage.tsx';
import { usePageTitle } from './use-page-title.ts';

export function NotFound() {
  usePageTitle('Not found');
  return (
    <NarrowPage>
      <h1 className="page-title">There is no such page</h1>
      <p>
        <Link to="/agent">Go to your calls</Link>
      </p>
    </NarrowPage>
  );
}
