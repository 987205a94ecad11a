import { LoadFault } from '../components/LoadFault.tsx';
import { Skeleton } from '../components/Skeleton.tsx';
import { askWhoIAm, useMeFault } from './me.ts';

/** Stands where the page will be as soon as it is known who one is. */
export function WhoIsIt() {
  const fault = useMeFault();
  if (fault === null) return <Skeleton lines={5} />;
  return <LoadFault fault={fault} loading={false} reload={askWhoIAm} />;
}
