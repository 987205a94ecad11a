import type { ReactNode } from 'react';
import type { Resource } from '../api/use-resource.ts';
import { Button } from './Button.tsx';
import { Notice } from './Notice.tsx';
import { Skeleton } from './Skeleton.tsx';

/** The three faces of everything that is loaded: not yet, failed (with a way on), there. */
export function Loaded<T>({
  resource,
  lines = 3,
  children,
}: {
  resource: Resource<T>;
  lines?: number;
  children: (data: T) => ReactNode;
}) {
  const { data, fault, loading, reload } = resource;
  return (
    <>
      {fault && (
        <Notice
          tone="bad"
          action={
            <Button icon="refresh" busy={loading} onClick={reload}>
              Try again
            </Button>
          }
        >
          {fault.message}
        </Notice>
      )}
      {data === null && !fault && <Skeleton lines={lines} />}
      {data !== null && children(data)}
    </>
  );
}
