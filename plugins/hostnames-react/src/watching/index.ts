export {
  HOSTNAMES_SIGNAL_CHANNEL,
  useWatched,
  type Watched,
} from './useWatched';
export { useNow } from './useNow';
