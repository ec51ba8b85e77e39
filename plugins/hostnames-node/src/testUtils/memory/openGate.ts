import { WriteGate } from '@hostmaster/kubernetes-runtime';

/** A gate that lets everything through. @public */
export const openGate: WriteGate = {
  isOpen: () => true,
  pass: write => write(new AbortController().signal),
  drained: async () => {},
};
