import Chip from '@material-ui/core/Chip';
import CircularProgress from '@material-ui/core/CircularProgress';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import type {
  Availability,
  AvailabilityProblem,
  Level,
} from '@hostmaster/backstage-plugin-hostnames-common';
import type { AvailabilityState } from '../../hooks/useAvailability';
import { useFailureText } from '../../states/useFailureText';
import { RelativeTime } from '../../time/RelativeTime';
import { hostnamesReactTranslationRef } from '../../translation';
import { LevelIcon } from '../../verdict/LevelIcon';

const useStyles = makeStyles(theme => ({
  root: {
    minHeight: theme.spacing(7),
    marginTop: theme.spacing(1),
    overflowWrap: 'anywhere',
  },
  line: { display: 'flex', alignItems: 'center', gap: theme.spacing(1) },
  details: {
    marginLeft: theme.spacing(3.5),
    color: theme.palette.text.secondary,
  },
  alternatives: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1),
    marginTop: theme.spacing(1),
  },
  chip: { margin: 0, maxWidth: '100%' },
}));

const levels: Record<Availability['verdict'], Level> = {
  free: 'ok',
  yours: 'improve',
  held: 'action',
  'cooling-down': 'waiting',
  reserved: 'action',
  'no-zone': 'action',
  'not-allowed': 'action',
  invalid: 'action',
  'record-exists': 'action',
  unknown: 'unknown',
};

/** @public */
export interface AvailabilityPanelProps {
  state: AvailabilityState;
  /** For `aria-describedby` of the input. */
  id?: string;
  /** Called with the free alternative that was clicked; without it alternatives are only shown. */
  onChoose?: (hostname: string) => void;
}

/** The answer to "can I have this name?", with the reasons and free alternatives. @public */
export function AvailabilityPanel({
  state,
  id,
  onChoose,
}: AvailabilityPanelProps) {
  const classes = useStyles();
  return (
    <div id={id} className={classes.root} role="status" aria-live="polite">
      <PanelContent state={state} onChoose={onChoose} />
    </div>
  );
}

function PanelContent({ state, onChoose }: AvailabilityPanelProps) {
  const classes = useStyles();
  const { t } = useTranslationRef(hostnamesReactTranslationRef);
  const failureText = useFailureText();

  switch (state.kind) {
    case 'idle':
      return null;
    case 'checking':
      return (
        <Typography variant="body2" className={classes.line}>
          <CircularProgress size={16} aria-hidden />
          {t('field.hostname.checking', { hostname: state.hostname })}
        </Typography>
      );
    case 'failed':
      return (
        <Typography variant="body2" className={classes.line}>
          <LevelIcon level="unknown" />
          {t('field.hostname.notChecked', { reason: failureText(state.error) })}
        </Typography>
      );
    default:
      return <Answer availability={state.availability} onChoose={onChoose} />;
  }
}

function Answer({
  availability,
  onChoose,
}: {
  availability: Availability;
  onChoose?: (hostname: string) => void;
}) {
  const classes = useStyles();
  const { t } = useTranslationRef(hostnamesReactTranslationRef);
  const {
    hostname,
    verdict,
    zone,
    wildcard,
    alternatives,
    changed,
    problems,
    sentence,
  } = availability;
  const said = sentence ?? t(`field.hostname.verdict.${verdict}`);
  const namesHolder =
    verdict === 'held' && availability.holder?.owner !== undefined;
  const further = problems
    .filter(problem => !(namesHolder && saysWhoHolds(problem)))
    .map(({ message }) => message)
    .filter(message => message !== said);

  return (
    <>
      <Typography variant="body2" className={classes.line}>
        <LevelIcon level={levels[verdict]} />
        <span>
          <strong>{t(`field.hostname.verdict.${verdict}`)}</strong>
          {sentence && !namesHolder ? `: ${sentence}` : ''}
        </span>
      </Typography>
      <div className={classes.details}>
        {changed && (
          <Typography variant="body2">
            {t('field.hostname.canonical', { hostname })}
          </Typography>
        )}
        {zone && (
          <Typography variant="body2">
            {t('field.hostname.zone', { zone: zone.name })}
          </Typography>
        )}
        <Holder availability={availability} />
        {wildcard && (
          <Typography variant="body2">
            {t(
              wildcard.yours
                ? 'field.hostname.wildcardYours'
                : 'field.hostname.wildcardOther',
              {
                wildcard: wildcard.hostname,
              },
            )}
          </Typography>
        )}
        {further.map(message => (
          <Typography key={message} variant="body2">
            {message}
          </Typography>
        ))}
        {alternatives.length > 0 && (
          <div
            className={classes.alternatives}
            role="group"
            aria-label={t('field.hostname.alternatives')}
          >
            <Typography variant="body2" component="span">
              {t('field.hostname.alternatives')}
            </Typography>
            {alternatives.map(alternative => (
              <Chip
                key={alternative}
                size="small"
                variant="outlined"
                className={classes.chip}
                label={alternative}
                aria-label={
                  onChoose &&
                  t('field.hostname.useAlternative', { hostname: alternative })
                }
                onClick={onChoose && (() => onChoose(alternative))}
              />
            ))}
          </div>
        )}
      </div>
    </>
  );
}

/** The holder has a line with a link of its own. */
function saysWhoHolds({ code }: AvailabilityProblem): boolean {
  return code === 'HeldByOther' || code === 'HeldInOtherCluster';
}

function Holder({
  availability: { verdict, holder },
}: {
  availability: Availability;
}) {
  const { t } = useTranslationRef(hostnamesReactTranslationRef);
  if (verdict !== 'held' && verdict !== 'cooling-down') return null;
  if (!holder?.owner) {
    return verdict === 'held' ? (
      <Typography variant="body2">
        {t('field.hostname.heldByNobodyKnown')}
      </Typography>
    ) : null;
  }

  return (
    <Typography variant="body2">
      {t('field.hostname.heldBy')}{' '}
      <EntityRefLink entityRef={holder.owner} defaultKind="group" />
      {holder.since && (
        <>
          {' '}
          {t('field.hostname.heldSince')} <RelativeTime time={holder.since} />
        </>
      )}
      {verdict === 'held' && <>. {t('field.hostname.ask')}</>}
    </Typography>
  );
}
