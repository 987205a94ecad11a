/** A choice kept in this browser. Storage may be forbidden (private windows, frames): then it lasts as long as the page. */
export function createSetting(key: string, fallback: string) {
  let value = read(key) ?? fallback;
  const listeners = new Set<() => void>();

  const tell = () => listeners.forEach((listener) => listener());
  // Other tabs of this browser change it too.
  window.addEventListener('storage', (event) => {
    if (event.key !== key) return;
    value = event.newValue ?? fallback;
    tell();
  });

  return {
    get: () => value,
    set(next: string) {
      value = next;
      try {
        window.localStorage.setItem(key, next);
      } catch {
        // Not stored, still chosen.
      }
      tell();
    },
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function read(key: string): string | null {
  try {
    return window.localStorage.getItem(key);
  } catch {
    return null;
  }
}
