import { useParams } from 'react-router-dom';
import { useApiHolder } from '@backstage/core-plugin-api';
import { scaffolderApiRef } from '@backstage/plugin-scaffolder-react';
import useAsync from 'react-use/esm/useAsync';

/** What the form of the page's task was filled in with; nothing where that cannot be read. */
export function useTaskParameters(): Record<string, unknown> {
  const { taskId } = useParams();
  const scaffolderApi = useApiHolder().get(scaffolderApiRef);

  const { value } = useAsync(async () => {
    if (!taskId || !scaffolderApi) return {};
    const { spec } = await scaffolderApi.getTask(taskId);
    return 'parameters' in spec ? spec.parameters : {};
  }, [taskId, scaffolderApi]);
  return value ?? {};
}
