import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import List from '@material-ui/core/List';
import ListItem from '@material-ui/core/ListItem';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type {
  HostnameRef,
  HostnameSummary,
} from '@hostmaster/backstage-plugin-hostnames-common';
import {
  formatHostnameRef,
  VerdictBadge,
} from '@hostmaster/backstage-plugin-hostnames-react';
import { hostnamesTranslationRef } from '../translation';

const useStyles = makeStyles(theme => ({
  item: { display: 'block', borderRadius: theme.shape.borderRadius },
  hostname: {
    fontWeight: 500,
    overflowWrap: 'anywhere',
    display: '-webkit-box',
    WebkitBoxOrient: 'vertical',
    WebkitLineClamp: 3,
    overflow: 'hidden',
  },
}));

interface HostnamePickerProps {
  items: HostnameSummary[];
  selected?: HostnameRef;
  onSelect(ref: HostnameRef): void;
}

/** A list of hostnames to open one of. */
export function HostnamePicker({
  items,
  selected,
  onSelect,
}: HostnamePickerProps) {
  const classes = useStyles();
  const { t } = useTranslationRef(hostnamesTranslationRef);
  const open = selected && formatHostnameRef(selected);

  return (
    <List dense disablePadding aria-label={t('card.title')}>
      {items.map(item => {
        const ref = formatHostnameRef(item.ref);
        return (
          <ListItem
            key={ref}
            button
            component="button"
            type="button"
            style={{ width: '100%', textAlign: 'left' }}
            className={classes.item}
            selected={ref === open}
            aria-current={ref === open}
            title={item.hostname}
            onClick={() => onSelect(item.ref)}
          >
            <Typography
              variant="body2"
              component="span"
              className={classes.hostname}
            >
              {item.displayName ?? item.hostname}
            </Typography>
            <Typography variant="body2" component="span">
              <VerdictBadge verdict={item.verdict} />
            </Typography>
          </ListItem>
        );
      })}
    </List>
  );
}
