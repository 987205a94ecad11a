/** Salesforce's side within the softphone's frame: Open CTI, as far as it is used. The page around hears every call. */
(() => {
  const tell = (method, given = {}) => {
    const { callback, ...told } = given;
    parent.postMessage({ method, told }, document.referrer || '*');
    const settings = { '/ringside/openOn': 'ring', '/reqGeneralInfo/reqInternalName': 'Ringside' };
    setTimeout(() =>
      callback?.({ success: true, returnValue: method === 'getCallCenterSettings' ? settings : null }),
    );
  };
  const methods = ['screenPop', 'setSoftphonePanelVisibility', 'getCallCenterSettings', 'refreshView'];
  globalThis.sforce = {
    opencti: {
      SCREENPOP_TYPE: { SOBJECT: 'sobject' },
      ...Object.fromEntries(methods.map((method) => [method, (given) => tell(method, given)])),
    },
  };
})();
