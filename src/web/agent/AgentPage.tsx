import { Suspense, useState } from 'react';
import { usePageTitle } from '../shell/use-page-title.ts';
import { Shell } from '../shell/Shell.tsx';
import { usePanel } from '../stream/use-panel.ts';
import { Panel } from './Panel.tsx';
import { PanelStatus } from './PanelStatus.tsx';
import { AlertSwitches, Shortcuts } from './parts.ts';
import { useShortcuts } from './use-shortcuts.ts';
import { IconButton } from '../components/Button.tsx';

export default function AgentPage() {
  usePageTitle(null);
  const panel = usePanel();
  const [help, setHelp] = useState(false);
  useShortcuts(() => setHelp(true));
  return (
    <Shell
      status={<PanelStatus panel={panel} />}
      tools={
        <>
          <Suspense>
            <AlertSwitches />
          </Suspense>
          <IconButton icon="help" label="Keyboard shortcuts (?)" onClick={() => setHelp(true)} />
        </>
      }
    >
      <h1 className="for-screen-readers">Your calls</h1>
      <Panel />
      <Suspense>{help && <Shortcuts onClose={() => setHelp(false)} />}</Suspense>
    </Shell>
  );
}
