/** The data of tldts: a trie of labels from the right; `nodeFlags` is above 0 where a rule ends (1 ICANN, 2 private). */
declare module 'tldts/dist/cjs/src/data/trie' {
  export const nodeFlags: Uint8Array;
  export const edgeStart: ArrayLike<number>;
  export const edgeLength: Uint8Array;
  export const edgeChild: ArrayLike<number>;
  export const labelText: string;
  export const rulesRoot: number;
  export const exceptionsRoot: number;
}
