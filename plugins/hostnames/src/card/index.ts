export { HostnameRow } from './HostnameRow';
export { HostnamesCard } from './HostnamesCard';
export {
  HostnamesCardView,
  type HostnamesCardViewProps,
} from './HostnamesCardView';
