import { LoggerService } from '@backstage/backend-plugin-api';
import { NotificationService } from '@backstage/plugin-notifications-node';
import { HostnameListener, ReadModel } from '../readModel/ReadModel';
import { StoredHostname } from '../readModel/StoredHostname';
import { opaqueId } from './ChangeSignals';

/**
 * Notifies the owner when a hostname comes to need action or stops working, and when that is over. One notification per
 * hostname: a later one takes the earlier one's place.
 */
export class ActionNotices {
  constructor(
    private readonly options: {
      notifications: NotificationService;
      logger: LoggerService;
    },
  ) {}

  listenTo(model: ReadModel): () => void {
    return model.onChange(change => {
      const notice = noticeOf(change);
      if (!notice) return;
      this.options.notifications
        .send(notice)
        .catch(error =>
          this.options.logger.warn(
            'A notification could not be sent',
            error as Error,
          ),
        );
    });
  }
}

/** `undefined`: nothing to tell. What is new to the read model is not news: after a rebuild everything is. */
export function noticeOf({ before, after }: Parameters<HostnameListener>[0]) {
  if (!before || !after?.owner || before.uid !== after.uid) return undefined;
  const wasBad = needsSomebody(before);
  const isBad = needsSomebody(after);
  if (wasBad === isBad || after.deleting) return undefined;
  if (
    !isBad &&
    after.verdict.level !== 'ok' &&
    after.verdict.level !== 'improve'
  )
    return undefined;
  const { namespace, name, cluster } = after.ref;
  return {
    recipients: { type: 'entity' as const, entityRef: after.owner },
    payload: {
      title: `${after.hostname}: ${after.verdict.label}`,
      description: after.verdict.sentence,
      link: `/hostnames/${cluster}/${namespace}/${name}`,
      severity: isBad ? badness(after) : ('normal' as const),
      topic: 'hostnames',
      scope: `hostname:${opaqueId(after.ref)}`,
    },
  };
}

function badness({ verdict }: StoredHostname): 'critical' | 'high' {
  return verdict.impact === 'down' ? 'critical' : 'high';
}

function needsSomebody({ verdict }: StoredHostname): boolean {
  return verdict.level === 'action' || verdict.impact === 'down';
}
