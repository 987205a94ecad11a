import { useState } from 'react';
import type { ErasureReport } from '../../../api/privacy.ts';
import type { List } from '../../api/endpoints.ts';
import { privacyApi } from '../../api/operations-endpoints.ts';
import { useAction } from '../../api/use-action.ts';
import { type Resource, useResource } from '../../api/use-resource.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { TimeOfDay } from '../../components/Time.tsx';
import { Confirm } from '../../controls/Dialog.tsx';
import { Form } from '../../controls/Form.tsx';
import { TextField } from '../../controls/TextField.tsx';
import { toast } from '../../controls/toast.tsx';
import { Report } from './Report.tsx';

/** Looks first, then erases: what was found stands there before anything is gone. */
export function EraseCard() {
  const [number, setNumber] = useState('');
  const [report, setReport] = useState<ErasureReport | null>(null);
  const reports = useResource(privacyApi.reports);
  const { busy, fault, run } = useAction();
  const look = () => run(async () => setReport(await privacyApi.look(number)));
  const erase = async () => {
    setReport(await privacyApi.erase(number));
    reports.reload();
    toast('Erased. The report says what there was');
  };
  return (
    <>
      <Card title="Erase a person">
        <div className="stack">
          <p className="soft">
            Whoever has this number is forgotten here: name, number, notes, contact. Their calls are kept and
            counted, without them. What lies in a CRM is listed with links, to be erased there.
          </p>
          <Form fault={fault} onSubmit={() => void look()}>
            <TextField
              label="Phone number"
              name="number"
              isRequired
              value={number}
              onChange={setNumber}
              placeholder="+420 591 166 223"
              hint="With the country, so that it is nobody else’s."
              autoComplete="off"
            />
            <div className="cluster">
              <Button type="submit" icon="search" busy={busy}>
                See what there is
              </Button>
            </div>
          </Form>
          {report && <Report report={report} />}
          {report?.id === null && <EraseButton number={number} erase={erase} />}
        </div>
      </Card>
      <Earlier resource={reports} onShow={setReport} />
    </>
  );
}

function EraseButton({ number, erase }: { number: string; erase: () => Promise<void> }) {
  const [asking, setAsking] = useState(false);
  return (
    <div>
      <Button look="danger" onClick={() => setAsking(true)}>
        Erase this person
      </Button>
      {asking && (
        <Confirm
          title="Erase this person?"
          confirm="Erase for good"
          work={erase}
          onClose={() => setAsking(false)}
        >
          <p className="foreign">All there is of {number} is erased for good. It cannot be brought back.</p>
        </Confirm>
      )}
    </div>
  );
}

function Earlier({
  resource,
  onShow,
}: {
  resource: Resource<List<ErasureReport>>;
  onShow: (report: ErasureReport) => void;
}) {
  return (
    <Card title="Erased before">
      <Loaded resource={resource}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="soft">Nobody was erased yet. The reports will stand here.</p>
          ) : (
            <ul className="rows">
              {items.map((report) => (
                <li key={report.id} className="erased">
                  <span className="foreign">
                    A number that ends in {report.number}, by {report.by ?? 'somebody'},{' '}
                    <TimeOfDay at={report.at} />
                  </span>
                  <Button onClick={() => onShow(report)}>Show the report</Button>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Card>
  );
}
