export { CapacityPage } from './CapacityPage';
export { ExpiryPage } from './ExpiryPage';
export { FindNamePage } from './FindNamePage';
export { HostnamePage } from './HostnamePage';
export { HostnamesListPage } from './HostnamesListPage';
export { StatusPage } from './StatusPage';
