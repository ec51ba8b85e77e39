import type { Entity } from '@backstage/catalog-model';
import { LinkButton } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import AddIcon from '@material-ui/icons/Add';
import { hostnamesTranslationRef } from '../translation';
import { useRequestLink } from './useRequestLink';

interface RequestButtonProps {
  entity?: Entity;
  /** The name to ask for, where it is known. */
  hostname?: string;
  /** The one thing to do here, rather than one of several. */
  prominent?: boolean;
}

/** Opens the request form, filled in. Nothing where the app has no scaffolder. */
export function RequestButton({
  entity,
  hostname,
  prominent = false,
}: RequestButtonProps) {
  const { t } = useTranslationRef(hostnamesTranslationRef);
  const link = useRequestLink(entity, hostname ? { hostname } : {});
  if (!link) return null;

  return (
    <LinkButton
      to={link}
      size="small"
      color="primary"
      variant={prominent ? 'contained' : 'text'}
      startIcon={<AddIcon />}
    >
      {t('request.button')}
    </LinkButton>
  );
}
