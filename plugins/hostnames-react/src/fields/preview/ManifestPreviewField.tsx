import { useApi } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import Paper from '@material-ui/core/Paper';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { CopyButton } from '../../copy/CopyButton';
import { useFormOptions } from '../../hooks/useFormOptions';
import { hostnamesReactTranslationRef } from '../../translation';
import { LevelIcon } from '../../verdict/LevelIcon';
import { useWatched } from '../../watching/useWatched';
import { entityFacts, type EntityFacts } from './entityFacts';
import { previewFiles, type Preview } from './previewFiles';
import type { ManifestPreviewProps } from './schema';

const useStyles = makeStyles(theme => ({
  root: { minHeight: theme.spacing(20), margin: theme.spacing(2, 0) },
  file: { marginTop: theme.spacing(1), minWidth: 0 },
  head: {
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: theme.spacing(1),
    padding: theme.spacing(0.5, 1.5),
    borderBottom: `1px solid ${theme.palette.divider}`,
  },
  path: {
    fontFamily: 'monospace',
    fontSize: '0.8125rem',
    overflowWrap: 'anywhere',
  },
  content: {
    margin: 0,
    padding: theme.spacing(1.5),
    overflow: 'auto',
    maxHeight: 480,
    fontFamily: 'monospace',
    fontSize: '0.8125rem',
    lineHeight: 1.5,
  },
  incomplete: {
    display: 'flex',
    alignItems: 'flex-start',
    gap: theme.spacing(1),
    overflowWrap: 'anywhere',
  },
}));

/**
 * The last page of a form: exactly the files that the pull request will contain, rendered by the function that the action
 * calls. Stores nothing in the form.
 *
 * @public
 */
export function ManifestPreviewField({
  schema,
  uiSchema,
  formContext,
}: ManifestPreviewProps) {
  const classes = useStyles();
  const { t } = useTranslationRef(hostnamesReactTranslationRef);
  const preview = usePreview(
    uiSchema?.['ui:options'] ?? {},
    formContext?.formData ?? {},
  );

  return (
    <section
      className={classes.root}
      aria-label={schema.title ?? t('field.preview.title')}
    >
      <Typography variant="subtitle1" component="h3">
        {schema.title ?? t('field.preview.title')}
      </Typography>
      {schema.description && (
        <Typography variant="body2" color="textSecondary">
          {schema.description}
        </Typography>
      )}
      <div aria-live="polite">
        {!preview && (
          <Typography variant="body2">{t('field.options.loading')}</Typography>
        )}
        {preview?.kind === 'incomplete' && (
          <Typography variant="body2" className={classes.incomplete}>
            <LevelIcon level="unknown" />
            <span>
              {t('field.preview.incomplete', { problem: preview.problem })}
            </span>
          </Typography>
        )}
        {preview?.kind === 'files' && <Files preview={preview} />}
      </div>
    </section>
  );
}

function Files({
  preview: { files, repository },
}: {
  preview: Extract<Preview, { kind: 'files' }>;
}) {
  const classes = useStyles();
  const { t } = useTranslationRef(hostnamesReactTranslationRef);
  return (
    <>
      <Typography variant="body2" color="textSecondary">
        {t('field.preview.summary', { count: files.length, repository })}
      </Typography>
      {files.map(({ path, content }) => (
        <Paper key={path} variant="outlined" className={classes.file}>
          <div className={classes.head}>
            <span className={classes.path}>{path}</span>
            <CopyButton
              text={content}
              what={t('field.preview.file', { path })}
            />
          </div>
          {/* A frame that scrolls must be reachable by keyboard. */}
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <pre className={classes.content} tabIndex={0} aria-label={path}>
            {content}
          </pre>
        </Paper>
      ))}
    </>
  );
}

function usePreview(
  uiOptions: NonNullable<ManifestPreviewProps['uiSchema']['ui:options']>,
  formData: Record<string, unknown>,
): Preview | undefined {
  const { kind = 'hostname-request', repository, fields: names } = uiOptions;
  const entityRef = formData[names?.entity ?? 'entity'];
  const options = useFormOptions();
  const facts = useEntityFacts(
    typeof entityRef === 'string' ? entityRef : undefined,
  );

  const error = options.error ?? facts.error;
  if (typeof entityRef !== 'string' || entityRef === '')
    return { kind: 'incomplete', problem: 'entity: is needed' };
  if (options.value && facts.value) {
    return previewFiles({
      kind,
      formData,
      names,
      repository,
      facts: facts.value,
      options: options.value,
    });
  }
  if (error === undefined) return undefined;
  return {
    kind: 'incomplete',
    problem: error instanceof Error ? error.message : String(error),
  };
}

function useEntityFacts(ref: string | undefined) {
  const catalogApi = useApi(catalogApiRef);

  return useWatched<EntityFacts>({
    key: ref || undefined,
    load: async () => {
      const full = stringifyEntityRef(
        parseEntityRef(ref!, {
          defaultKind: 'component',
          defaultNamespace: 'default',
        }),
      );
      const entity = await catalogApi.getEntityByRef(full);
      if (!entity)
        throw new InputError(
          `entity: "${ref}" is not in the catalog, or you may not see it`,
        );
      return entityFacts(entity);
    },
  });
}
