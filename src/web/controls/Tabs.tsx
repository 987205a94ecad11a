import type { ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components';
import './tabs.css';
import { useQuery } from './use-query.ts';

/** Parts of a page, one at a time; which one is in the address (`?tab=rules`). The first is shown without it. */
export function Tabs({
  label,
  tabs,
  param = 'tab',
}: {
  label: string;
  tabs: readonly { id: string; title: ReactNode; content: ReactNode }[];
  param?: string;
}) {
  const query = useQuery();
  const asked = query.get(param);
  const shown = tabs.find(({ id }) => id === asked) ?? tabs[0];
  return (
    <AriaTabs
      className="tabs"
      selectedKey={shown?.id ?? ''}
      onSelectionChange={(key) => query.set({ [param]: key === tabs[0]?.id ? null : String(key) })}
    >
      <TabList aria-label={label} className="tab-list">
        {tabs.map(({ id, title }) => (
          <Tab key={id} id={id} className="tab">
            {title}
          </Tab>
        ))}
      </TabList>
      {tabs.map(({ id, content }) => (
        <TabPanel key={id} id={id} className="tab-panel">
          {content}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
