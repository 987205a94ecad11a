import { useCallback } from 'react';
import { setup } from '../api/admin-endpoints.ts';
import { useResource } from '../api/use-resource.ts';
import { Loaded } from '../components/Loaded.tsx';
import { Notice } from '../components/Notice.tsx';
import { Link } from '../shell/Link.tsx';
import { useMe } from '../shell/me.ts';
import { NarrowPage } from '../shell/NarrowPage.tsx';
import { useAddress } from '../shell/router.ts';
import { usePageTitle } from '../shell/use-page-title.ts';
import { WhoIsIt } from '../shell/WhoIsIt.tsx';
import { AdminForm } from './AdminForm.tsx';
import { SetupSteps } from './SetupSteps.tsx';

/** First run: from nothing to a call on the screen. */
export default function SetupPage() {
  usePageTitle('Setup');
  const me = useMe();
  const token = useAddress().searchParams.get('token') ?? '';
  if (me?.person.role === 'admin') return <SetupSteps me={me} />;
  return (
    <NarrowPage>
      {me === undefined && <WhoIsIt />}
      {me === null && <FirstRun token={token} />}
      {me && <Notice tone="warn">Only an admin can set Ringside up.</Notice>}
    </NarrowPage>
  );
}

function FirstRun({ token }: { token: string }) {
  const resource = useResource(useCallback(() => setup.state(token), [token]));
  return (
    <Loaded resource={resource}>
      {({ state }) => {
        if (state === 'open') return <AdminForm token={token} />;
        if (state === 'done') return <Done />;
        return (
          <Notice tone="warn">
            This setup link is not valid. Ringside prints the right one in its log each time it starts without
            an admin.
          </Notice>
        );
      }}
    </Loaded>
  );
}

function Done() {
  return (
    <>
      <Notice tone="good">Ringside is set up already.</Notice>
      <p>
        <Link to="/login?next=%2Fsetup">Sign in to go on</Link>
      </p>
    </>
  );
}
