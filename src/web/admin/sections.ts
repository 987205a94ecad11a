import type { ComponentType } from 'react';
import { lazyPage } from '../shell/lazy-page.ts';
import type { NavIconName } from './layout/NavIcon.tsx';

/** One page of the administration. A page with parts of its own has them below its path. */
export interface Section {
  /** After `/admin`: '' or `/name`. */
  path: string;
  title: string;
  icon: NavIconName;
  group: 'Now' | 'Set up' | 'Control';
  /** Supervisors see it too. */
  forSupervisors?: true;
  page: ComponentType;
}

/** Every page there is, in the order of the navigation. */
export const sections: readonly Section[] = [
  {
    path: '',
    title: 'Overview',
    icon: 'overview',
    group: 'Now',
    page: lazyPage(() => import('./overview/OverviewPage.tsx')),
  },
  {
    path: '/board',
    title: 'Live board',
    icon: 'board',
    group: 'Now',
    forSupervisors: true,
    page: lazyPage(() => import('./board/BoardPage.tsx')),
  },
  {
    path: '/calls',
    title: 'Calls',
    icon: 'calls',
    group: 'Now',
    forSupervisors: true,
    page: lazyPage(() => import('./calls/CallsPage.tsx')),
  },
  {
    path: '/ledger',
    title: 'Ledger',
    icon: 'ledger',
    group: 'Now',
    page: lazyPage(() => import('./ledger/LedgerPage.tsx')),
  },
  {
    path: '/journal',
    title: 'Journal',
    icon: 'journal',
    group: 'Now',
    page: lazyPage(() => import('./journal/JournalPage.tsx')),
  },
  {
    path: '/sources',
    title: 'Phone systems',
    icon: 'phone',
    group: 'Set up',
    page: lazyPage(() => import('./sources/SourcesPage.tsx')),
  },
  {
    path: '/connections',
    title: 'Connections',
    icon: 'connection',
    group: 'Set up',
    page: lazyPage(() => import('./connections/ConnectionsPage.tsx')),
  },
  {
    path: '/agents',
    title: 'Agents',
    icon: 'headset',
    group: 'Set up',
    page: lazyPage(() => import('./agents/AgentsPage.tsx')),
  },
  {
    path: '/people',
    title: 'People',
    icon: 'people',
    group: 'Control',
    page: lazyPage(() => import('./people/PeoplePage.tsx')),
  },
  {
    path: '/api-keys',
    title: 'API keys',
    icon: 'key',
    group: 'Control',
    page: lazyPage(() => import('./api-keys/ApiKeysPage.tsx')),
  },
  {
    path: '/audit',
    title: 'Audit log',
    icon: 'audit',
    group: 'Control',
    page: lazyPage(() => import('./audit/AuditPage.tsx')),
  },
  {
    path: '/privacy',
    title: 'Privacy',
    icon: 'shield',
    group: 'Control',
    page: lazyPage(() => import('./privacy/PrivacyPage.tsx')),
  },
];

/** Whether this role sees it. The server decides again for each request. */
export function isFor(section: Section, role: string): boolean {
  return role === 'admin' || (role === 'supervisor' && section.forSupervisors === true);
}

/** The page at an address, and what the address says after it: `/admin/calls/17` → calls, `['17']`. */
export function sectionAt(pathname: string): { section: Section; rest: string[] } | null {
  const below = pathname.replace(/^\/admin/, '').replace(/\/$/, '');
  const section = sections.find(
    ({ path }) => path !== '' && (below === path || below.startsWith(`${path}/`)),
  );
  if (section) {
    const rest = below.slice(section.path.length + 1).split('/');
    return { section, rest: rest.filter(Boolean).map(decodeURIComponent) };
  }
  const overview = sections[0];
  return below === '' && overview ? { section: overview, rest: [] } : null;
}
