export { formatHostnameRef, parseHostnameRef } from './hostnameRef';
