/** Sends one message to the program that started this one. */
export function tellParent(message: unknown): void {
  process.send?.(message);
}

/** Until the parent says something. */
export function parentSpeaks(): Promise<void> {
  return new Promise(resolve => process.once('message', () => resolve()));
}
