/** A decision as a table has it, which says something besides: without its message nobody knows what to do. */
export function withWords<T extends object>(decision: T) {
  return { message: expect.stringMatching(/\w\w/), ...decision };
}
