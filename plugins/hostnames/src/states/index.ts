export { FailurePanel } from './FailurePanel';
export { StaleNotice } from './StaleNotice';
