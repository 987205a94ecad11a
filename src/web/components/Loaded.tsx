import type { ReactNode } from 'react';
import type { Resource } from '../api/use-resource.ts';
import { LoadFault } from './LoadFault.tsx';
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
      {fault && <LoadFault fault={fault} loading={loading} reload={reload} />}
      {data === null && !fault && <Skeleton lines={lines} />}
      {data !== null && children(data)}
    </>
  );
}
