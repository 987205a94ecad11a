import { Suspense } from 'react';
import type { Agent, Me, Source } from '../../api/admin.ts';
import type { ApiConnection } from '../../api/connection.ts';
import { Panel } from '../agent/Panel.tsx';
import { admin } from '../api/admin-endpoints.ts';
import { connections } from '../api/connection-endpoints.ts';
import { type Resource, useResource } from '../api/use-resource.ts';
import { Loaded } from '../components/Loaded.tsx';
import { Skeleton } from '../components/Skeleton.tsx';
import { usePolling } from '../components/use-polling.ts';
import { count } from '../format/count.ts';
import { countryName } from '../format/country.ts';
import { lazyPage } from '../shell/lazy-page.ts';
import { Shell } from '../shell/Shell.tsx';
import { SourceForm } from '../sources/SourceForm.tsx';
import { ConnectStep } from './ConnectStep.tsx';
import { PeopleStep } from './PeopleStep.tsx';
import { PhoneForm } from './PhoneForm.tsx';
import './setup.css';
import { Step } from './Step.tsx';
import { goTo, useStep } from './use-step.ts';

/** Its form is the administration's, and loaded when one gets there. */
const CrmStep = lazyPage(() => import('./CrmStep.tsx'));

/** Which step one is at stands in the address: a reload stays there, and the back button goes back. */
export function SetupSteps({ me }: { me: Me }) {
  const sources = useResource(admin.sources);
  const agents = useResource(admin.agents);
  const list = useResource(connections.list);
  usePolling(sources.reload, 4_000);
  usePolling(list.reload, 4_000);

  const source = sources.data?.items[0];
  const own = agents.data?.items.find(({ id }) => id === me.agent?.id);
  const crm = list.data?.items.find((one) => one.crm !== 'directory');
  const needed: Resource<unknown>[] = [sources, agents, list];
  const missing = needed.find(({ data, fault }) => data === null || fault !== null);
  const step = useStep(needed.every(({ data }) => data !== null) ? { source, own, crm } : null);

  return (
    <Shell>
      <h1 className="page-title">Set up Ringside</h1>
      <p className="page-lead">A few steps to the first call on your screen.</p>
      <div className="setup-columns">
        <Loaded resource={missing ?? sources} lines={6}>
          {() => (
            <ol className="setup-steps">
              <Step
                number={1}
                at={step}
                title="Your account"
                done={`${me.person.name}, ${me.person.email}`}
              />
              <SourceStep at={step} source={source} onAdded={sources.reload} />
              <PhoneStep at={step} source={source} own={own} me={me} onSaved={agents.reload} />
              <Step
                number={4}
                at={step}
                again="See it again"
                title="Connect it, and see a call"
                done={source ? eventsInWords(source) : ''}
              >
                {source && <ConnectStep source={source} onDone={() => goTo(5)} />}
              </Step>
              <Step number={5} at={step} again="Look again" title="Your CRM" done={crmInWords(crm)}>
                <Suspense fallback={<Skeleton lines={3} />}>
                  <CrmStep connection={crm} onAdded={list.reload} onDone={() => goTo(6)} />
                </Suspense>
              </Step>
              <Step number={6} at={step} title="Your people">
                <PeopleStep agents={agents} />
              </Step>
            </ol>
          )}
        </Loaded>
        <Panel embedded tryIt={<p>Play the sample calls in step 4, and see them here.</p>} />
      </div>
    </Shell>
  );
}

function crmInWords(crm: ApiConnection | undefined): string {
  return crm ? `${crm.title}, ${crm.name}` : 'Later; Ringside’s own contact book until then';
}

function PhoneStep(props: {
  at: number;
  source: Source | undefined;
  own: Agent | undefined;
  me: Me;
  onSaved: () => void;
}) {
  const { at, source, own, me, onSaved } = props;
  const saved = () => {
    onSaved();
    goTo(4);
  };
  return (
    <Step
      number={3}
      at={at}
      again={own?.pbx.length ? 'Add another' : 'Add it'}
      title="Your phone"
      done={phoneInWords(own)}
    >
      {source && <PhoneForm source={source} agent={own} me={me} onSaved={saved} onSkip={() => goTo(4)} />}
    </Step>
  );
}

function SourceStep(props: { at: number; source: Source | undefined; onAdded: () => void }) {
  const { at, source, onAdded } = props;
  const dialects = useResource(admin.dialects);
  const title = dialects.data?.items.find(({ name }) => name === source?.dialect)?.title;
  const added = () => {
    onAdded();
    goTo(3);
  };
  return (
    <Step
      number={2}
      at={at}
      title="Your phone system"
      done={source ? `${title ?? source.dialect}, ${countryName(source.country)}` : ''}
    >
      <Loaded resource={dialects}>{({ items }) => <SourceForm dialects={items} onAdded={added} />}</Loaded>
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
