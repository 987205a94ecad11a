import type { AuditEntry } from '../../../api/people.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog, DialogActions } from '../../controls/Dialog.tsx';
import { fullTime } from '../../format/when.ts';
import './audit.css';
import { actorName, shortened } from './columns.tsx';

/** One change: who, when, and each field before and after. */
export function EntryDialog({ entry, onClose }: { entry: AuditEntry; onClose: () => void }) {
  const { before, after } = entry;
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return (
    <Dialog title={shortened(entry.summary)} wide onClose={onClose}>
      <dl className="audit-facts">
        <Fact name="What">{entry.subject ?? entry.area}</Fact>
        <Fact name="Who">{actorName(entry.actor)}</Fact>
        <Fact name="From">{entry.address ?? 'This machine'}</Fact>
        <Fact name="When">{fullTime(Date.parse(entry.at))}</Fact>
        <Fact name="By">{entry.action}</Fact>
      </dl>
      {fields.length === 0 ? (
        <p className="soft">There are no details of it.</p>
      ) : (
        <div className="audit-scroll" tabIndex={0} role="region" aria-label="What was changed">
          <table className="audit-change">
            <thead>
              <tr>
                <th scope="col">Field</th>
                <th scope="col">Before</th>
                <th scope="col">After</th>
              </tr>
            </thead>
            <tbody>
              {fields.map((field) => (
                <tr key={field}>
                  <th scope="row" className="foreign">
                    {field}
                  </th>
                  <td className="foreign">{inWords(before?.[field])}</td>
                  <td className="foreign">{inWords(after?.[field])}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <DialogActions>
        <Button onClick={onClose}>Close</Button>
      </DialogActions>
    </Dialog>
  );
}

function Fact({ name, children }: { name: string; children: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="foreign">{children}</dd>
    </div>
  );
}

function inWords(value: unknown): string {
  if (value === undefined || value === null || value === '') return '–';
  return typeof value === 'string' ? value : JSON.stringify(value, null, 1);
}
