import { Link, LinkButton } from '@backstage/core-components';
import { useAnalytics } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import type { NextStep } from '@hostmaster/backstage-plugin-hostnames-common';
import { CopyButton } from '@hostmaster/backstage-plugin-hostnames-react';
import { useTemplateLink } from '../routes';
import { hostnamesTranslationRef } from '../translation';

const useStyles = makeStyles(theme => ({
  copy: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    flexWrap: 'wrap',
  },
  value: {
    fontFamily: 'monospace',
    overflowWrap: 'anywhere',
    background: theme.palette.action.hover,
    borderRadius: theme.shape.borderRadius,
    padding: theme.spacing(0, 0.75),
  },
}));

export interface NextStepActionProps {
  step: NextStep;
  /** Looks at the hostname again now; without it a "Check again" step is shown as a text. */
  onCheckAgain?: () => void;
  checking?: boolean;
  /** The first and best of several. */
  primary?: boolean;
}

/** One thing that somebody can do next, as the control that does it. */
export function NextStepAction({
  step,
  onCheckAgain,
  checking = false,
  primary = false,
}: NextStepActionProps) {
  const classes = useStyles();
  const { t } = useTranslationRef(hostnamesTranslationRef);
  const analytics = useAnalytics();
  const templateLink = useTemplateLink();
  const look = {
    size: 'small',
    color: 'primary',
    variant: primary ? 'contained' : 'outlined',
  } as const;
  const told = () => analytics.captureEvent('next-step', step.kind);

  switch (step.kind) {
    case 'button':
      if (!onCheckAgain) return <span>{step.text}</span>;
      return (
        <Button {...look} disabled={checking} onClick={onCheckAgain}>
          {checking ? t('check.running') : step.text}
        </Button>
      );
    case 'copy':
      return (
        <span className={classes.copy}>
          <span>{step.text}</span>
          {step.value && (
            <>
              <code className={classes.value}>{step.value}</code>
              <CopyButton text={step.value} what={t('next.value')} />
            </>
          )}
        </span>
      );
    case 'template': {
      const link = step.template && templateLink(step.template, step.formData);
      if (!link) return <span>{step.text}</span>;
      return (
        <LinkButton {...look} to={link} onClick={told}>
          {step.text}
        </LinkButton>
      );
    }
    case 'pull-request':
      if (!isWebLink(step.url)) return <span>{step.text}</span>;
      return (
        <LinkButton {...look} to={step.url} onClick={told}>
          {step.text}
        </LinkButton>
      );
    case 'link':
      return isWebLink(step.url) ? (
        <Link to={step.url}>{step.text}</Link>
      ) : (
        <span>{step.text}</span>
      );
    default:
      return <span>{step.text}</span>;
  }
}

/** Links come from annotations and messages: only pages, never `javascript:`. */
export function isWebLink(url: string | undefined): url is string {
  return (
    url !== undefined && (/^https?:\/\//i.test(url) || /^\/(?!\/)/.test(url))
  );
}
