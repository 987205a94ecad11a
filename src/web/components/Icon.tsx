/** Line icons on a 24 grid, drawn for this page: no icon font, no external file. */
const shapes = {
  alert: 'M12 4 2.8 19.500h18.400zM12 10v4.500M12 17v.01',
  arrowRight: 'M5 12h14M13 6l6 6-6 6',
  bell: 'M6 16v-5a6 6 0 0 1 12 0v5l1.5 2h-15zM10 21h4',
  bellOff: 'M6 16v-5a6 6 0 0 1 9.5-4.900M18 11v5l1.5 2H7M10 21h4M4 4l16 16',
  building: 'M5 21V4h9v17M14 10h5v11M3 21h18M8 8h3M8 12h3M8 16h3',
  check: 'M5 12.500l4.5 4.500L19 7.5',
  chevronDown: 'M6 9l6 6 6-6',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3.5 2',
  close: 'M6 6l12 12M18 6L6 18',
  copy: 'M9 9h11v11H9zM15 9V4H4v11h5',
  external: 'M14 4h6v6M20 4l-9 9M18 14v6H4V6h6',
  help: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM9.5 9.500a2.5 2.5 0 1 1 3.7 2.200c-.8.4-1.2 1-1.2 1.800M12 16.500v.01',
  incoming:
    'M20.5 3.5l-6 6M14.5 5v4.5h4.5M5.5 4h3l1.3 3.7-1.8 1.500a11 11 0 0 0 5.8 5.800l1.5-1.800L19 14.500v3a2 2 0 0 1-2 2A13.5 13.5 0 0 1 3.5 6a2 2 0 0 1 2-2z',
  info: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5M12 8v.01',
  internal: 'M8 7h12M16 3l4 4-4 4M16 17H4M8 13l-4 4 4 4',
  key: 'M8 11a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM11 12l9-9M17 6l3 3M14 9l2 2',
  missed:
    'M15 4l5 5M20 4l-5 5M5.5 4h3l1.3 3.7-1.8 1.500a11 11 0 0 0 5.8 5.800l1.5-1.800L19 14.500v3a2 2 0 0 1-2 2A13.5 13.5 0 0 1 3.5 6a2 2 0 0 1 2-2z',
  more: 'M5 12v.01M12 12v.01M19 12v.01',
  moon: 'M20 14.500A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.500z',
  note: 'M5 4h14v10l-6 6H5zM13 20v-6h6M8.5 9h7M8.5 13h2',
  outgoing:
    'M14 10l6-6M15.5 4h4.5v4.5M5.5 4h3l1.3 3.7-1.8 1.500a11 11 0 0 0 5.8 5.800l1.5-1.800L19 14.500v3a2 2 0 0 1-2 2A13.5 13.5 0 0 1 3.5 6a2 2 0 0 1 2-2z',
  phone:
    'M5.5 4h3l1.8 4.5-2.1 1.700a12 12 0 0 0 5.6 5.600l1.7-2.100L20 15.500v3a2 2 0 0 1-2 2A14.5 14.5 0 0 1 3.5 6a2 2 0 0 1 2-2z',
  play: 'M7 4.500v15l12-7.500z',
  refresh: 'M20 5v5h-5M4 19v-5h5M19 10a7.5 7.5 0 0 0-13.2-2.500M5 14a7.5 7.5 0 0 0 13.2 2.5',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.500L20 20',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.500v2M12 19.500v2M2.5 12h2M19.5 12h2M5.3 5.300l1.4 1.400M17.3 17.300l1.4 1.400M18.7 5.300l-1.4 1.400M6.7 17.300l-1.4 1.4',
  system: 'M3 5h18v11H3zM9 20h6M12 16v4',
  tag: 'M4 4h8l8 8-8 8-8-8zM8.5 8.500v.01',
  user: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.5 20a7.5 7.5 0 0 1 15 0',
  volume: 'M4 9.500v5h3.500L13 19V5L7.5 9.500zM16.5 8.500a5 5 0 0 1 0 7M19 6a8.5 8.5 0 0 1 0 12',
  volumeOff: 'M4 9.500v5h3.500L13 19V5L7.5 9.500zM17 9.500l5 5M22 9.500l-5 5',
} as const;

export type IconName = keyof typeof shapes;

export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return <Glyph path={shapes[name]} size={size} />;
}

/** A line drawing on the 24 grid, for icons that only some pages have. */
export function Glyph({ path, size = 18 }: { path: string; size?: number }) {
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={path} />
    </svg>
  );
}
