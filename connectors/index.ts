import type { ConnectorModule } from '../src/crm/contract.ts';
import { createDirectory } from './directory/connector.ts';
import { createSalesforce } from './salesforce/connector.ts';
import type { DirectoryDb } from './directory/tables.ts';
import { createHubspot } from './hubspot/connector.ts';

/** What connectors may need of the installation besides their own settings. */
export interface InstallationDeps {
  db: DirectoryDb;
}

/** Every CRM that Ringside speaks to. A new one is a folder here and a line below. */
export function createConnectorModules({ db }: InstallationDeps): readonly ConnectorModule[] {
  return [createDirectory(db), createHubspot(), createSalesforce()];
}
