import {
  Clock,
  KubernetesEvent,
  eventKind,
  microTime,
} from '@hostmaster/kubernetes-runtime';
import { LoggerService } from '@backstage/backend-plugin-api';
import { RequestObject } from '../gateways/kinds';
import { ClusterWorld } from '../reconciler/ClusterWorld';

const CONTROLLER = 'hostmaster.dev/hostnames';

/** Writes Events about requests. An Event that cannot be written is lost: nothing depends on it. */
export class EventRecorder {
  private count = 0;

  constructor(
    private readonly instance: string,
    private readonly clock: Clock,
    private readonly logger: LoggerService,
  ) {}

  async record(
    cluster: ClusterWorld,
    request: RequestObject,
    event: {
      type: 'Normal' | 'Warning';
      reason: string;
      action: string;
      note: string;
    },
  ): Promise<void> {
    const { namespace, name, uid, resourceVersion } = request.metadata;
    const time = this.clock.now();
    const suffix = `${time.toString(16)}${(this.count++ % 4096)
      .toString(16)
      .padStart(3, '0')}`;
    const object: KubernetesEvent = {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { name: `${name.slice(0, 200)}.${suffix}`, namespace },
      eventTime: microTime(time),
      reportingController: CONTROLLER,
      reportingInstance: this.instance.slice(0, 128),
      action: event.action.slice(0, 128),
      reason: event.reason.slice(0, 128),
      type: event.type,
      note: event.note.slice(0, 1024),
      regarding: {
        apiVersion: request.apiVersion,
        kind: request.kind,
        namespace,
        name,
        uid,
        resourceVersion,
      },
    };
    try {
      await cluster.client.create(eventKind, object);
    } catch (error) {
      this.logger.debug(
        `The event ${event.reason} of ${namespace}/${name} was not written`,
        error as Error,
      );
    }
  }
}
