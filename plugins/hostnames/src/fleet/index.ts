export { CapacityPage } from './CapacityPage';
export { ExpiryPage } from './ExpiryPage';
export { FindNamePage } from './FindNamePage';
export { HostnamesPage } from './HostnamesPage';
export { StatusPage } from './StatusPage';
