import { useEffect, useState } from 'react';
import { guardLeaving } from '../shell/leaving.ts';
import { Confirm } from './Dialog.tsx';

/** Asks before what was typed and not saved is left behind. */
export function UnsavedGuard({ isUnsaved }: { isUnsaved: boolean }) {
  const [asked, setAsked] = useState<{ leave: () => void } | null>(null);
  useEffect(() => (isUnsaved ? guardLeaving((leave) => setAsked({ leave })) : undefined), [isUnsaved]);
  if (asked === null) return null;
  return (
    <Confirm
      title="Leave without saving?"
      confirm="Leave without saving"
      work={() => {
        asked.leave();
        return Promise.resolve();
      }}
      onClose={() => setAsked(null)}
    >
      <p>What you changed here is not saved yet, and would be lost.</p>
    </Confirm>
  );
}
