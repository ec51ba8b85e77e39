export { HostnamesContent } from './HostnamesContent';
export { HostnamesContentView } from './HostnamesContentView';
