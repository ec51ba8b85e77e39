/**
 * Backend of Hostmaster: reconciler, probes, read model, API.
 *
 * @packageDocumentation
 */
export { hostnamesPlugin as default } from './plugin';
export {
  hostnameConditions,
  createHostnameConditionalDecision,
} from './permissions/rules';
