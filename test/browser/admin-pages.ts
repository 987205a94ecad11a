/**
 * Every admin page, for the tests that look at all of them: axe, layout, keyboard. Add yours: its address, and a text
 * that is there when it has loaded (in the office of `test/support/office.ts`).
 */
export const adminPages: readonly { path: string; ready: string }[] = [
  { path: '/admin', ready: 'Balanced' },
  { path: '/admin/sources', ready: 'Webhook URL' },
  { path: '/admin/connections', ready: 'Calls to log' },
  { path: '/admin/connections/contacts', ready: 'Calls to log' },
  { path: '/admin/connections/contacts?tab=settings', ready: 'comes from a configuration file' },
  { path: '/admin/connections/contacts?tab=rules', ready: 'On your latest calls' },
  { path: '/admin/connections/new', ready: 'Add and check' },
  { path: '/admin/agents', ready: 'eva@example.com' },
  { path: '/admin/agents/new', ready: 'Add the agent' },
  { path: '/admin/agents/import', ready: 'Choose a file' },
  { path: '/account', ready: 'Where you are signed in' },
  { path: '/admin/people', ready: 'eva@example.com' },
  { path: '/admin/api-keys', ready: 'ops' },
  { path: '/admin/audit', ready: 'one-time sign-in link' },
  { path: '/admin/board', ready: 'Nobody calls right now' },
  { path: '/admin/calls', ready: 'Karel Novák' },
  { path: '/admin/ledger', ready: 'Nothing was refused' },
  { path: '/admin/journal', ready: 'start_int_dial' },
  { path: '/admin/privacy', ready: 'Nobody was erased yet' },
];

/** Dialogs, by the page they are on and the buttons that open them; those that end with “…” stand in a menu. */
export const adminDialogs: readonly { path: string; ready: string; opens: string[]; dialog: RegExp }[] = [
  {
    path: '/admin/sources',
    ready: 'Webhook URL',
    opens: ['Add a phone system'],
    dialog: /Add a phone system/,
  },
  { path: '/admin/connections/contacts', ready: 'Calls to log', opens: ['Pause'], dialog: /Pause contacts/ },
  {
    path: '/admin/connections/contacts?tab=rules',
    ready: 'On your latest calls',
    opens: ['What is a template?'],
    dialog: /a template/,
  },
  { path: '/admin/agents', ready: 'eva@example.com', opens: ['Choose'], dialog: /Whose phone is it/ },
  { path: '/admin/people', ready: 'eva@example.com', opens: ['Invite a person'], dialog: /Invite/ },
  { path: '/admin/api-keys', ready: 'ops', opens: ['Make an API key'], dialog: /Make an API key/ },
  { path: '/admin/audit', ready: 'one-time sign-in link', opens: ['Show: '], dialog: /./ },
  { path: '/admin/journal', ready: 'start_int_dial', opens: ['start_int_dial'], dialog: /start_int_dial/ },
];
