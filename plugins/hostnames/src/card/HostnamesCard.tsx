import { useEntity } from '@backstage/plugin-catalog-react';
import { useEntityHostnames } from '@hostmaster/backstage-plugin-hostnames-react';
import { useEntityTabLink } from '../routes/useEntityTabLink';
import { HostnamesCardView } from './HostnamesCardView';

/** The card on an entity page. @public */
export function HostnamesCard() {
  const { entity } = useEntity();
  const hostnames = useEntityHostnames(entity);
  const tabLink = useEntityTabLink(entity);

  return (
    <HostnamesCardView
      entity={entity}
      hostnames={hostnames}
      allLink={tabLink()}
      linkTo={tabLink}
    />
  );
}
