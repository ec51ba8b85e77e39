export { RequestOutputs } from './RequestOutputs';
