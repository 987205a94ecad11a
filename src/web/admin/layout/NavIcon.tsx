import { Glyph } from '../../components/Icon.tsx';

/** Line icons of the navigation, on the 24 grid. */
const shapes = {
  audit: 'M7 3h10v18H7zM10 8h4M10 12h4M10 16h2',
  board: 'M4 5h16v12H4zM8 21h8M12 17v4M8 13v-2M12 13V9M16 13v-3',
  calls: 'M4 6h10M4 12h16M4 18h13',
  connection: 'M9 7V3M15 7V3M6 7h12v4a6 6 0 0 1-12 0zM12 17v4',
  docs: 'M5 4h6a2 2 0 0 1 2 2v14a2 2 0 0 0-2-2H5zM19 4h-4a2 2 0 0 0-2 2',
  headset: 'M5 15v-3a7 7 0 0 1 14 0v3M5 14h3v5H5zM16 14h3v5h-3zM19 19c0 1.500-2 2-4 2',
  journal: 'M5 4h14v16H5zM9 4v16M12 9h4M12 13h4',
  key: 'M8 11a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM11 12l9-9M17 6l3 3M14 9l2 2',
  ledger: 'M4 20V10M10 20V4M16 20v-7M21 20H3',
  overview: 'M4 4h7v7H4zM13 4h7v4h-7zM13 10h7v10h-7zM4 13h7v7H4z',
  people:
    'M9 4.500a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7zM3 20a6 6 0 0 1 12 0M16 5a3.500 3.500 0 0 1 0 6.500M18 14.500a6 6 0 0 1 3 5.500',
  phone:
    'M5.5 4h3l1.8 4.5-2.1 1.700a12 12 0 0 0 5.6 5.600l1.7-2.100L20 15.500v3a2 2 0 0 1-2 2A14.5 14.5 0 0 1 3.5 6a2 2 0 0 1 2-2z',
  rules: 'M4 6h6M14 6h6M10 4v4M4 12h10M18 12h2M16 10v4M4 18h3M11 18h9M9 16v4',
  shield: 'M12 3l7 3v6c0 4.500-3 7.500-7 9-4-1.500-7-4.500-7-9V6z',
} as const;

export type NavIconName = keyof typeof shapes;

export function NavIcon({ name }: { name: NavIconName }) {
  return <Glyph path={shapes[name]} />;
}
