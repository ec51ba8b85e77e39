import { CodeSnippet } from '@backstage/core-components';
import Accordion from '@material-ui/core/Accordion';
import AccordionDetails from '@material-ui/core/AccordionDetails';
import AccordionSummary from '@material-ui/core/AccordionSummary';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import ExpandMoreIcon from '@material-ui/icons/ExpandMore';
import type { HostnameDetail } from '@hostmaster/backstage-plugin-hostnames-common';

const useStyles = makeStyles({
  accordion: { background: 'transparent', '&.Mui-expanded': { margin: 0 } },
  summary: { padding: 0, minHeight: 40, '&.Mui-expanded': { minHeight: 40 } },
  title: { overflowWrap: 'anywhere' },
  details: { display: 'block', padding: 0, maxHeight: 480, overflow: 'auto' },
});

/** The objects behind a hostname, as they are in the cluster. */
export function ObjectList({
  objects,
}: {
  objects: HostnameDetail['objects'];
}) {
  const classes = useStyles();
  return (
    <div>
      {objects.map(({ kind, namespace, name, yaml }) => {
        const title = `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
        return (
          <Accordion
            key={title}
            square
            elevation={0}
            className={classes.accordion}
            TransitionProps={{ unmountOnExit: true, timeout: 150 }}
          >
            <AccordionSummary
              expandIcon={<ExpandMoreIcon />}
              classes={{ root: classes.summary }}
            >
              <Typography variant="body2" className={classes.title}>
                {title}
              </Typography>
            </AccordionSummary>
            <AccordionDetails className={classes.details}>
              <CodeSnippet text={yaml} language="yaml" showCopyCodeButton />
            </AccordionDetails>
          </Accordion>
        );
      })}
    </div>
  );
}
