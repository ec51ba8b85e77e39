const KEY = 'hostmaster.sandbox.user';

/** Who this browser tab is; other tabs may be somebody else. Without storage the choice lasts until the page is left. */
export const chosenUser = {
  get(): string | undefined {
    try {
      return window.sessionStorage.getItem(KEY) ?? undefined;
    } catch {
      return undefined;
    }
  },
  set(name: string | undefined): void {
    try {
      if (name === undefined) window.sessionStorage.removeItem(KEY);
      else window.sessionStorage.setItem(KEY, name);
    } catch {
      // A browser may forbid it; the choice is then asked for again.
    }
  },
};
