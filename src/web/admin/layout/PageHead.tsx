import type { ReactNode } from 'react';
import { Icon } from '../../components/Icon.tsx';
import { Link } from '../../shell/Link.tsx';
import { usePageTitle } from '../../shell/use-page-title.ts';

/** What each page begins with: where it is, what it is, and what one can do here. Names the window too. */
export function PageHead({
  title,
  lead,
  up,
  children,
}: {
  title: string;
  /** A sentence: what the page is for. */
  lead?: ReactNode;
  /** The page above this one. */
  up?: { to: string; title: string };
  /** Buttons. */
  children?: ReactNode;
}) {
  usePageTitle(title);
  return (
    <header className="page-head">
      <div className="page-head-text">
        {up && (
          <nav aria-label="Breadcrumbs" className="crumbs">
            <Link to={up.to}>{up.title}</Link>
            <span className="crumbs-arrow" aria-hidden="true">
              <Icon name="chevronDown" size={14} />
            </span>
            <span aria-current="page" className="foreign">
              {title}
            </span>
          </nav>
        )}
        <h1 className="page-title foreign">{title}</h1>
        {lead && <p className="soft">{lead}</p>}
      </div>
      {children && <div className="cluster">{children}</div>}
    </header>
  );
}
