export { useFailureText } from './useFailureText';
