export { isWebLink, NextStepAction } from './NextStepAction';
