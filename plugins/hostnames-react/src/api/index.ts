export type {
  AvailabilityQuestion,
  HostnamesApi,
  HostnamesCallOptions,
  HostnamesQuery,
} from './HostnamesApi';
export { createHostnamesApi } from './createHostnamesApi';
export { describeFailure, type Failure } from './failure';
export { hostnamesApiRef } from './hostnamesApiRef';
