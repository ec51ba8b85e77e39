/**
 * Route 53, ACM and Elastic Load Balancing for Hostmaster.
 *
 * @packageDocumentation
 */
export { hostnamesModuleAws as default } from './module';
export {
  createAwsProviders,
  type AwsProviders,
  type AwsProvidersOptions,
} from './createAwsProviders';
export {
  createAwsClients,
  type AwsClientOptions,
  type AwsClients,
} from './clients/createAwsClients';
export {
  defaultAwsIntervals,
  defaultAwsRates,
  type AwsIntervals,
  type AwsRates,
} from './awsSettings';
