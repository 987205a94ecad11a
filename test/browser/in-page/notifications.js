/** Stands in for the desktop: remembers what it was told, and lets the test hide the page. */
globalThis.desktop = { hidden: false, shown: [], closed: [] };

globalThis.Notification = class {
  static permission = 'granted';
  static requestPermission = () => Promise.resolve('granted');
  constructor(title, { body, tag, silent }) {
    this.title = title;
    globalThis.desktop.shown.push({ title, body, tag, silent });
  }
  close() {
    globalThis.desktop.closed.push(this.title);
  }
};

Object.defineProperty(document, 'hidden', { get: () => globalThis.desktop.hidden });
