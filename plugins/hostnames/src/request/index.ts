export { RequestButton } from './RequestButton';
export { REQUEST_TEMPLATE, requestFormData } from './requestFormData';
export { useRequestLink } from './useRequestLink';
