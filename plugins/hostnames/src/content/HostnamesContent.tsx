import { useSearchParams } from 'react-router-dom';
import { useEntity } from '@backstage/plugin-catalog-react';
import type { HostnameRef } from '@hostmaster/backstage-plugin-hostnames-common';
import {
  formatHostnameRef,
  isHostnameEntity,
  parseHostnameRef,
  useEntityHostnames,
} from '@hostmaster/backstage-plugin-hostnames-react';
import { SELECTED_PARAMETER } from '../routes/useEntityTabLink';
import { HostnamesContentView } from './HostnamesContentView';

/** The tab on an entity page: the hostnames of the entity, one of them open. @public */
export function HostnamesContent() {
  const { entity } = useEntity();
  const hostnames = useEntityHostnames(entity);
  const [parameters, setParameters] = useSearchParams();

  function select(ref: HostnameRef) {
    setParameters(before => {
      const after = new URLSearchParams(before);
      after.set(SELECTED_PARAMETER, formatHostnameRef(ref));
      return after;
    });
  }

  return (
    <HostnamesContentView
      entity={entity}
      hostnames={hostnames}
      selected={parseHostnameRef(parameters.get(SELECTED_PARAMETER))}
      onSelect={select}
      alone={isHostnameEntity(entity)}
    />
  );
}
