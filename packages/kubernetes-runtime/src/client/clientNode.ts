/**
 * client-node, loaded when it is first needed: its thousand generated files take a second, which nobody should pay who only
 * uses clocks, queues or a client over another transport.
 *
 * @internal
 */
export function clientNode(): typeof import('@kubernetes/client-node') {
  return require('@kubernetes/client-node');
}
