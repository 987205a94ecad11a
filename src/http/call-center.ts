/**
 * Salesforce's call center definition file, as Setup → Call Centers → Import takes it (Open CTI Developer Guide, "Call
 * Center Definition Files"). Items beginning with `req` are Salesforce's; `ringside` is ours, to be changed there.
 */
export function callCenterXml(publicUrl: string): string {
  const general: [name: string, label: string, value: string][] = [
    ['reqInternalName', 'Internal Name', 'Ringside'],
    ['reqDisplayName', 'Display Name', 'Ringside'],
    ['reqDescription', 'Description', 'Who is calling, and where the call went'],
    ['reqAdapterUrl', 'CTI Adapter URL', `${publicUrl}/embed/salesforce`],
    ['reqUseApi', 'Use CTI API', 'true'],
    ['reqSoftphoneHeight', 'Softphone Height', '620'],
    ['reqSoftphoneWidth', 'Softphone Width', '400'],
    ['reqSalesforceCompatibilityMode', 'Salesforce Compatibility Mode', 'Lightning'],
  ];
  const own: typeof general = [['openOn', 'Open the record on: ring, answer or click', 'ring']];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<callCenter>',
    ...section(0, 'reqGeneralInfo', 'General Information', general),
    ...section(1, 'ringside', 'Ringside', own),
    '</callCenter>',
    '',
  ].join('\n');
}

function section(order: number, name: string, label: string, items: [string, string, string][]): string[] {
  const lines = items.map(
    ([item, itemLabel, value], index) =>
      `    <item sortOrder="${index}" name="${item}" label="${itemLabel}">${escaped(value)}</item>`,
  );
  return [`  <section sortOrder="${order}" name="${name}" label="${label}">`, ...lines, '  </section>'];
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
