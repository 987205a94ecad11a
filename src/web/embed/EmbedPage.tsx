import { useSyncExternalStore } from 'react';
import { Panel } from '../agent/Panel.tsx';
import { PanelStatus } from '../agent/PanelStatus.tsx';
import { Notice } from '../components/Notice.tsx';
import { Skeleton } from '../components/Skeleton.tsx';
import { useMe } from '../shell/me.ts';
import { useAddress } from '../shell/router.ts';
import { UserMenu } from '../shell/UserMenu.tsx';
import { NotFound } from '../shell/NotFound.tsx';
import { usePanel } from '../stream/use-panel.ts';
import type { OpenOn } from './crm-window.ts';
import './embed.css';
import { isOpenOn, openOnSetting, openOnWords } from './open-on.ts';
import { SignInGate } from './SignInGate.tsx';
import { type Crm, useCrmLink, useTelling } from './use-crm-window.ts';

/** The panel inside a CRM's own window. */
export default function EmbedPage() {
  const crm = useAddress().pathname.split('/')[2];
  const me = useMe();
  if (crm !== 'salesforce' && crm !== 'hubspot') return <NotFound />;
  if (me === undefined) return <Skeleton lines={4} />;
  return me === null ? <SignInGate /> : <EmbeddedPanel crm={crm} />;
}

function EmbeddedPanel({ crm }: { crm: Crm }) {
  const panel = usePanel();
  const me = useMe();
  const link = useCrmLink(crm);
  const chosen = useSyncExternalStore(openOnSetting.subscribe, openOnSetting.get);
  const openOn = chosen ?? link.openOn ?? 'ring';
  useTelling(link.crm, openOn);
  return (
    <main className="embed">
      <header className="embed-bar">
        <h1 className="for-screen-readers">Your calls</h1>
        <PanelStatus panel={panel} />
        <UserMenu me={me ?? null} />
      </header>
      {link.problem && (
        <Notice tone="warn">{link.problem} Calls show here all the same; records open in a tab.</Notice>
      )}
      {link.crm && <OpenOnChoice openOn={openOn} />}
      <Panel />
    </main>
  );
}

function OpenOnChoice({ openOn }: { openOn: OpenOn }) {
  return (
    <label className="embed-open-on">
      Open the record
      <select
        className="field-input"
        value={openOn}
        onChange={({ target }) => isOpenOn(target.value) && openOnSetting.set(target.value)}
      >
        {Object.entries(openOnWords).map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}
