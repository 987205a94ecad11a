import type { Me } from '../../api/admin.ts';
import { Button } from '../components/Button.tsx';
import { Icon } from '../components/Icon.tsx';
import { Link } from './Link.tsx';
import { signOut } from './me.ts';
import { ThemeChoice } from './ThemeChoice.tsx';
import './user-menu.css';

/** The browser opens, places above all else, and closes it. */
export function UserMenu({ me }: { me: Me | null }) {
  return (
    <>
      <button
        type="button"
        className="button button-quiet button-icon"
        popoverTarget="user-menu"
        aria-label="Account and appearance"
        title="Account and appearance"
      >
        <Icon name="user" />
      </button>
      <div id="user-menu" className="user-menu" popover="auto">
        {me && (
          <div className="user-menu-who">
            <p className="user-menu-name foreign">{me.person.name}</p>
            <p className="soft small foreign">{me.person.email}</p>
          </div>
        )}
        <ThemeChoice />
        {me && <Link to="/account">Your account</Link>}
        {me && <Button onClick={() => void signOut()}>Sign out</Button>}
      </div>
    </>
  );
}
