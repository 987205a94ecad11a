import { useCallback } from 'react';
import { session } from '../api/endpoints.ts';
import { useResource } from '../api/use-resource.ts';
import { EmptyState } from '../components/EmptyState.tsx';
import { Loaded } from '../components/Loaded.tsx';
import { NarrowPage } from '../shell/NarrowPage.tsx';
import { usePageTitle } from '../shell/use-page-title.ts';
import { tellOpener } from './sign-in-message.ts';

/** Opened by the panel inside a CRM: whoever is signed in here, or signs in now, is signed in there. */
export default function SignInWindow() {
  usePageTitle('Sign in');
  const handOver = useCallback(async () => {
    const { code } = await session.frameCode();
    const told = tellOpener(code);
    if (told) window.close();
    return { told };
  }, []);
  const resource = useResource(handOver);
  return (
    <NarrowPage>
      <Loaded resource={resource}>
        {({ told }) => (
          <EmptyState icon="check" title="You are signed in">
            <p>
              {told ? 'This window can be closed.' : 'Go back to your CRM and press “Sign in” once more.'}
            </p>
          </EmptyState>
        )}
      </Loaded>
    </NarrowPage>
  );
}
