export { HostnameDetailPanel } from './HostnameDetailPanel';
export { HostnameDetailView } from './HostnameDetailView';
export { Timeline } from './Timeline';
