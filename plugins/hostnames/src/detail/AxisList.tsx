import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import Accordion from '@material-ui/core/Accordion';
import AccordionDetails from '@material-ui/core/AccordionDetails';
import AccordionSummary from '@material-ui/core/AccordionSummary';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import ExpandMoreIcon from '@material-ui/icons/ExpandMore';
import type {
  Axis,
  Comparison,
} from '@hostmaster/backstage-plugin-hostnames-common';
import {
  hostnamesReactTranslationRef,
  LevelIcon,
  levelOfAxis,
  RelativeTime,
} from '@hostmaster/backstage-plugin-hostnames-react';
import { DataTable, Value } from '../layout';
import { NextStepAction } from '../next';
import { hostnamesTranslationRef } from '../translation';

const useStyles = makeStyles(theme => ({
  accordion: {
    '&:before': { opacity: 0.6 },
    background: 'transparent',
    '&$expanded': { margin: 0 },
  },
  expanded: {},
  summary: { padding: 0, minHeight: 44, '&.Mui-expanded': { minHeight: 44 } },
  content: {
    display: 'grid',
    gridTemplateColumns: '20px minmax(72px, 104px) minmax(0, 1fr)',
    columnGap: theme.spacing(1),
    alignItems: 'baseline',
    margin: theme.spacing(1, 0),
    '&.Mui-expanded': { margin: theme.spacing(1, 0) },
  },
  name: { fontWeight: 600, textTransform: 'capitalize' },
  sentence: { overflowWrap: 'anywhere' },
  details: { display: 'block', padding: theme.spacing(0, 0, 2, 3.5) },
  quiet: { color: theme.palette.text.secondary },
  steps: {
    margin: theme.spacing(1, 0),
    paddingLeft: theme.spacing(2.5),
    '& li': { marginBottom: theme.spacing(0.5) },
  },
}));

interface AxisListProps {
  axes: Axis[];
  /** Nothing is broken yet: what needs action is amber instead of red. */
  atRisk?: boolean;
  onCheckAgain?: () => void;
  checking?: boolean;
}

/** The six parts, each with its sentence; opened they show what is expected, what was seen, and what to do. */
export function AxisList({
  axes,
  atRisk,
  onCheckAgain,
  checking,
}: AxisListProps) {
  const classes = useStyles();
  const { t } = useTranslationRef(hostnamesReactTranslationRef);

  return (
    <div>
      {axes.map(axis => (
        <Accordion
          key={axis.id}
          square
          elevation={0}
          classes={{ root: classes.accordion, expanded: classes.expanded }}
          defaultExpanded={axis.level === 'action'}
          TransitionProps={{ unmountOnExit: true, timeout: 150 }}
        >
          <AccordionSummary
            id={`axis-${axis.id}`}
            aria-controls={`axis-${axis.id}-details`}
            expandIcon={<ExpandMoreIcon />}
            classes={{ root: classes.summary, content: classes.content }}
          >
            <Typography variant="body2" component="span">
              <LevelIcon level={levelOfAxis(axis)} atRisk={atRisk} />
            </Typography>
            <Typography
              variant="body2"
              component="span"
              className={classes.name}
            >
              {t(`axis.${axis.id}`)}
            </Typography>
            <Typography
              variant="body2"
              component="span"
              className={classes.sentence}
            >
              {axis.sentence}{' '}
              <span className={classes.quiet}>
                ({t(`level.${levelOfAxis(axis)}`)})
              </span>
            </Typography>
          </AccordionSummary>
          <AccordionDetails className={classes.details}>
            <AxisDetails
              axis={axis}
              onCheckAgain={onCheckAgain}
              checking={checking}
            />
          </AccordionDetails>
        </Accordion>
      ))}
    </div>
  );
}

function AxisDetails({
  axis,
  onCheckAgain,
  checking,
}: { axis: Axis } & Omit<AxisListProps, 'axes'>) {
  const classes = useStyles();
  const { t } = useTranslationRef(hostnamesTranslationRef);
  const comparisons = axis.comparisons ?? [];

  return (
    <>
      <Typography variant="body2" className={classes.quiet}>
        {t(`who.${axis.who}`)}
        {axis.since && (
          <>
            {' '}
            {t('axis.since')} <RelativeTime time={axis.since} />.
          </>
        )}
        {axis.usual && <> {t('axis.usual', { usual: axis.usual })}</>}
        {axis.lateAfter && (
          <>
            {' '}
            {t('axis.lateAfter')} <RelativeTime time={axis.lateAfter} />.
          </>
        )}
      </Typography>
      {axis.next.length > 0 && (
        <ol className={classes.steps}>
          {axis.next.map(step => (
            <li key={`${step.kind} ${step.text}`}>
              <NextStepAction
                step={step}
                onCheckAgain={onCheckAgain}
                checking={checking}
              />
            </li>
          ))}
        </ol>
      )}
      {comparisons.length > 0 && <Comparisons comparisons={comparisons} />}
      {axis.evidence.length > 0 && (
        <DataTable
          label={t('axis.evidence')}
          keyOf={({ label }, index) => `${label} ${index}`}
          rows={axis.evidence}
          columns={[
            { title: t('axis.seen'), render: ({ label }) => label },
            {
              title: t('axis.value'),
              minWidth: 150,
              render: ({ value, label }) => (
                <Value value={value} what={label} none="–" />
              ),
            },
            {
              title: t('axis.at'),
              render: ({ at }) => at && <RelativeTime time={at} />,
            },
          ]}
        />
      )}
      {comparisons.length === 0 &&
        axis.evidence.length === 0 &&
        axis.next.length === 0 && (
          <Typography variant="body2" className={classes.quiet}>
            {t('axis.nothingFurther')}
          </Typography>
        )}
    </>
  );
}

function Comparisons({ comparisons }: { comparisons: Comparison[] }) {
  const { t } = useTranslationRef(hostnamesTranslationRef);
  return (
    <DataTable
      label={t('axis.comparison')}
      keyOf={({ label }, index) => `${label} ${index}`}
      rows={comparisons}
      columns={[
        { title: t('axis.what'), render: ({ label }) => label },
        {
          title: t('axis.expected'),
          minWidth: 150,
          render: ({ expected }) => (
            <Value
              value={expected}
              what={t('axis.expectedValue')}
              none={t('axis.nothing')}
            />
          ),
        },
        {
          title: t('axis.detected'),
          minWidth: 150,
          render: ({ detected }) => (
            <Value
              value={detected}
              what={t('axis.detectedValue')}
              none={t('axis.nothing')}
            />
          ),
        },
        {
          title: t('axis.same'),
          render: ({ expected, detected }) => (
            <>
              <LevelIcon level={expected === detected ? 'ok' : 'action'} />{' '}
              {expected === detected ? t('axis.equal') : t('axis.differs')}
            </>
          ),
        },
      ]}
    />
  );
}
