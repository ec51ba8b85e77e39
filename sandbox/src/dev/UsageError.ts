/** The command line or the machine is not as needed; the message says what to do, a stack would only hide it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
