import type { AuditEntry } from '../../../api/people.ts';
import { Button } from '../../components/Button.tsx';
import { TimeOfDay } from '../../components/Time.tsx';
import type { Column } from '../../controls/columns.ts';

/** Newest first, page by page: nothing to sort. */
export function auditColumns(show: (entry: AuditEntry) => void): readonly Column<AuditEntry>[] {
  return [
    {
      id: 'what',
      name: 'What',
      width: '3fr',
      minWidth: 220,
      narrow: 'title',
      cell: ({ summary, subject }) => (
        <div className="cell-two">
          <span>{shortened(summary)}</span>
          <span className="foreign">{subject}</span>
        </div>
      ),
    },
    {
      id: 'who',
      name: 'Who',
      width: '2fr',
      minWidth: 160,
      cell: ({ actor, address }) => (
        <div className="cell-two">
          <span className="foreign">{actorName(actor)}</span>
          <span className="foreign">{address}</span>
        </div>
      ),
    },
    { id: 'when', name: 'When', width: '1fr', minWidth: 130, cell: ({ at }) => <TimeOfDay at={at} /> },
    {
      id: 'change',
      name: 'Change',
      width: 120,
      align: 'end',
      narrow: 'corner',
      cell: (entry) => (
        <Button aria-label={`Show: ${shortened(entry.summary)}`} onClick={() => show(entry)}>
          Show
        </Button>
      ),
    },
  ];
}

export function actorName({ kind, name }: AuditEntry['actor']): string {
  if (kind === 'files') return 'Provisioning files';
  return kind === 'key' ? `API key ${name}` : name;
}

/** The route's own line without its footnotes. */
export function shortened(summary: string): string {
  return summary.split(/[:;]/, 1)[0] ?? summary;
}
