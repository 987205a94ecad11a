import { Icon } from '../../components/Icon.tsx';
import { Link } from '../../shell/Link.tsx';
import { useAddress } from '../../shell/router.ts';
import { isFor, type Section, sectionAt, sections } from '../sections.ts';
import { NavIcon } from './NavIcon.tsx';

/** The pages this role may see. A list at the side; a button that opens it where the window is narrow. */
export function Navigation({ role }: { role: string }) {
  const { pathname } = useAddress();
  const shown = sections.filter((section) => isFor(section, role));
  const groups = [...new Set(shown.map(({ group }) => group))];
  const list = groups.map((group) => (
    <Group key={group} name={group} sections={shown.filter((section) => section.group === group)} />
  ));
  return (
    <>
      <nav className="admin-nav admin-nav-side" aria-label="Administration">
        {list}
      </nav>
      {/* Anew at each address, so that it closes when one went somewhere. */}
      <details key={pathname} className="admin-nav-menu">
        <summary>
          {sectionAt(pathname)?.section.title ?? 'Administration'}
          <Icon name="chevronDown" />
        </summary>
        <nav className="admin-nav" aria-label="Administration">
          {list}
        </nav>
      </details>
    </>
  );
}

function Group({ name, sections }: { name: string; sections: readonly Section[] }) {
  return (
    <div className="admin-nav-group">
      <p className="admin-nav-title">{name}</p>
      <ul>
        {sections.map(({ path, title, icon }) => (
          <li key={path}>
            <Link to={`/admin${path}`} within={path !== ''} className="admin-nav-link">
              <NavIcon name={icon} />
              {title}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
