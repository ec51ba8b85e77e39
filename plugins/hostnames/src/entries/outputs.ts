import { scaffolderTemplateOutputsBlueprint } from '@backstage/plugin-scaffolder-react/alpha';
import { RequestOutputs } from '../output';

/** What is shown when a request's task is done: pull request, the service's tab, the way to live. @alpha */
export const requestOutputs = scaffolderTemplateOutputsBlueprint.make({
  name: 'request-hostname',
  params: {
    component: RequestOutputs,
    templateRefs: ['template:default/request-hostname'],
  },
});
