import { useEffect } from 'react';
import { useMe } from '../shell/me.ts';
import { goToLogin } from '../shell/session.ts';
import { Shell } from '../shell/Shell.tsx';
import { usePageTitle } from '../shell/use-page-title.ts';
import { WhoIsIt } from '../shell/WhoIsIt.tsx';
import './account.css';
import { PasswordCard } from './PasswordCard.tsx';
import { SessionsCard } from './SessionsCard.tsx';

/** One's own account: the password, and where one is signed in. */
export default function AccountPage() {
  usePageTitle('Your account');
  const me = useMe();
  useEffect(() => {
    if (me === null) goToLogin();
  }, [me]);
  return (
    <Shell>
      {me === undefined && <WhoIsIt />}
      {me && (
        <div className="account">
          <header>
            <h1 className="page-title">Your account</h1>
            <p className="soft foreign">
              {me.person.name}, {me.person.email}
            </p>
          </header>
          <PasswordCard />
          <SessionsCard />
        </div>
      )}
    </Shell>
  );
}
