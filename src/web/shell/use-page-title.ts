import { useEffect } from 'react';
import { setPageTitle } from '../alerts/title.ts';

export function usePageTitle(title: string | null): void {
  useEffect(() => setPageTitle(title), [title]);
}
