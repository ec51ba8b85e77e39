export { isHostnameEntity, isHostnamesAvailable } from './isHostnamesAvailable';
