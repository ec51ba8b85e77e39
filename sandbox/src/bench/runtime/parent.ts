/** Sends one message to the program that started this one; what else travels there (module loaders report files) is told apart. */
export function tellParent(message: unknown): void {
  process.send?.({ bench: message });
}

/** Until the parent says something. */
export function parentSpeaks(): Promise<void> {
  return new Promise(resolve => process.once('message', () => resolve()));
}
