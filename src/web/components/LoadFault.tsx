import { type ApiFault, isPassing } from '../api/fault.ts';
import { Button } from './Button.tsx';
import { Notice } from './Notice.tsx';

/** Why something could not be loaded, and the way on. */
export function LoadFault({
  fault,
  loading,
  reload,
}: {
  fault: ApiFault;
  loading: boolean;
  reload: () => void;
}) {
  return (
    <Notice
      tone="bad"
      action={
        <Button icon="refresh" busy={loading} onClick={reload}>
          Try again
        </Button>
      }
    >
      {fault.message}
      {isPassing(fault) && ' This page tries again by itself, too.'}
    </Notice>
  );
}
