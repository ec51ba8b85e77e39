export { useHostname } from './useHostname';
export { useHostnames } from './useHostnames';
export { useEntityHostnames } from './useEntityHostnames';
export { useAvailability, type AvailabilityState } from './useAvailability';
export { useFormOptions } from './useFormOptions';
export { levelsWorstFirst } from './mergeHostnameLists';
