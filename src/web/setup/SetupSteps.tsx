import { lazy, Suspense, useState } from 'react';
import type { Agent, Me, Source } from '../../api/admin.ts';
import { Panel } from '../agent/Panel.tsx';
import { admin } from '../api/admin-endpoints.ts';
import { connections } from '../api/connection-endpoints.ts';
import type { List } from '../api/endpoints.ts';
import { type Resource, useResource } from '../api/use-resource.ts';
import { Loaded } from '../components/Loaded.tsx';
import { Skeleton } from '../components/Skeleton.tsx';
import { usePolling } from '../components/use-polling.ts';
import { count } from '../format/count.ts';
import { countryName } from '../format/country.ts';
import { Shell } from '../shell/Shell.tsx';
import { SourceForm } from '../sources/SourceForm.tsx';
import { ConnectStep } from './ConnectStep.tsx';
import { PeopleStep } from './PeopleStep.tsx';
import { PhoneForm } from './PhoneForm.tsx';
import './setup.css';
import { Step } from './Step.tsx';

/** Its form is the administration's, and loaded when one gets there. */
const CrmStep = lazy(() => import('./CrmStep.tsx'));

/** Where one is follows from what is there already, so a reload goes on in the same place. */
export function SetupSteps({ me }: { me: Me }) {
  const sources = useResource(admin.sources);
  const agents = useResource(admin.agents);
  const [phoneSkipped, setPhoneSkipped] = useState(false);
  const [sawCalls, setSawCalls] = useState(false);
  usePolling(sources.reload, 4_000);

  const source = sources.data?.items[0];
  const own = agents.data?.items.find(({ id }) => id === me.agent?.id);
  const phoneDone = phoneSkipped || (own !== undefined && own.pbx.length > 0);
  const callsDone = source !== undefined && phoneDone && sawCalls;

  return (
    <Shell>
      <h1 className="page-title">Set up Ringside</h1>
      <p className="page-lead">A few steps to the first call on your screen.</p>
      <div className="setup-columns">
        <Loaded resource={sources}>
          {() => (
            <ol className="setup-steps">
              <Step number={1} title="Your account" done={`${me.person.name}, ${me.person.email}`} />
              <SourceStep source={source} onAdded={sources.reload} />
              <Step
                number={3}
                title="Your phone"
                done={phoneDone ? phoneInWords(own) : null}
                current={source !== undefined && !phoneDone}
              >
                {source && (
                  <PhoneForm
                    source={source}
                    agent={own}
                    me={me}
                    onSaved={agents.reload}
                    onSkip={() => setPhoneSkipped(true)}
                  />
                )}
              </Step>
              <Step
                number={4}
                title="Connect it, and see a call"
                done={callsDone ? eventsInWords(source) : null}
                current={source !== undefined && phoneDone}
              >
                {source && <ConnectStep source={source} onDone={() => setSawCalls(true)} />}
              </Step>
              <LastSteps current={callsDone} agents={agents} />
            </ol>
          )}
        </Loaded>
        <Panel embedded tryIt={<p>Play the sample calls in the last step, and see them here.</p>} />
      </div>
    </Shell>
  );
}

/** The CRM, and the people. */
function LastSteps({ current, agents }: { current: boolean; agents: Resource<List<Agent>> }) {
  const list = useResource(connections.list);
  const [crmDone, setCrmDone] = useState(false);
  usePolling(list.reload, 4_000);
  const crm = list.data?.items.find((one) => one.crm !== 'directory');
  const done = current && crmDone;
  return (
    <>
      <Step
        number={5}
        title="Your CRM"
        done={
          done ? (crm ? `${crm.title}, ${crm.name}` : 'Later; Ringside’s own contact book until then') : null
        }
        current={current}
      >
        <Suspense fallback={<Skeleton lines={3} />}>
          <CrmStep connection={crm} onAdded={list.reload} onDone={() => setCrmDone(true)} />
        </Suspense>
      </Step>
      <Step number={6} title="Your people" current={done}>
        <PeopleStep agents={agents} />
      </Step>
    </>
  );
}

function SourceStep({ source, onAdded }: { source: Source | undefined; onAdded: () => void }) {
  const dialects = useResource(admin.dialects);
  const title = dialects.data?.items.find(({ name }) => name === source?.dialect)?.title;
  return (
    <Step
      number={2}
      title="Your phone system"
      done={source ? `${title ?? source.dialect}, ${countryName(source.country)}` : null}
      current={!source}
    >
      <Loaded resource={dialects}>{({ items }) => <SourceForm dialects={items} onAdded={onAdded} />}</Loaded>
    </Step>
  );
}

function eventsInWords({ events }: Source): string {
  return events === 0 ? 'Waiting for the first event' : `${count(events, 'event')} received`;
}

function phoneInWords(agent: Agent | undefined): string {
  const phone = agent?.pbx[0];
  if (!phone) return 'Skipped; an admin can map it later';
  return [phone.user && `user ${phone.user}`, phone.extension && `extension ${phone.extension}`]
    .filter(Boolean)
    .join(', ');
}
