export * from './createEdge';
export type { EdgeListener } from './listenEdge';
export type { EdgeAnswer } from './answerRequest';
export { SERVICE_TAG } from './answerRequest';
export type { EdgeRequest } from './matchRule';
export { chooseCertificate } from './present';
