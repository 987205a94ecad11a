/** Imports run one way: ARCHITECTURE.md, "What may import what". */
const step = '^src/(pbx|calls|agents|lookup|pop|activity|crm|board|privacy)/';

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'model-imports-nothing-of-ours',
      severity: 'error',
      from: { path: '^src/model/' },
      to: { path: '^(src|connectors)/', pathNot: '^src/model/' },
    },
    {
      name: 'platform-knows-no-domain',
      severity: 'error',
      from: { path: '^src/platform/' },
      to: { path: '^(src|connectors)/', pathNot: '^src/platform/' },
    },
    {
      name: 'connectors-know-only-the-contract',
      severity: 'error',
      from: { path: '^connectors/' },
      to: { path: '^src/', pathNot: '^src/(model/|crm/contract\\.ts|crm/errors\\.ts)' },
    },
    {
      name: 'only-the-composition-root-knows-connectors',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(service|doctor)\\.ts$' },
      to: { path: '^connectors/' },
    },
    {
      name: 'web-is-a-client-of-the-api',
      severity: 'error',
      from: { path: '^src/web/' },
      to: { path: '^(src|connectors)/', pathNot: '^src/(web|model|api)/' },
    },
    {
      name: 'steps-do-not-know-http',
      severity: 'error',
      from: { path: step },
      to: { path: '^src/(http|service|main|demo)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
