import { Clock, Random } from '@hostmaster/kubernetes-runtime';
import {
  RunningWatch,
  watchObjects,
  WatchQuery,
} from '../operations/watchObjects';
import { partialObjectMetadata, tableOf } from '../tables/tableOf';
import { ClusterObject } from '../types';
import { jsonOf } from './answers';
import { AnswerForm, negotiate } from './negotiate';
import { ResourceRequest } from './parsePath';
import { readFlag } from './queryOptions';
import { readInteger, readListQuery } from './reads';
import type { ResourceCall } from './RequestHandler';
import { WatchStream } from './WatchStream';

const MINUTE = 60_000;
/** A watch that asks for no time ends after this long, up to twice as long. */
const SHORTEST_WATCH = 30 * MINUTE;
/** A last bookmark goes out this long before the end. */
const BEFORE_END = 2_000;

/** The watches that are open, for bookmarks and for faults. @internal */
export class WatchStreams {
  private readonly open = new Map<WatchStream, RunningWatch>();
  private readonly wantBookmarks = new Set<RunningWatch>();
  private cancelTick: (() => void) | undefined;
  /** Asked before each event; false hides it from the watcher. */
  filter:
    | ((stream: WatchStream, type: string, object: ClusterObject) => boolean)
    | undefined;

  constructor(
    readonly clock: Clock,
    readonly random: Random,
    private readonly bookmarkInterval = MINUTE,
  ) {}

  add(stream: WatchStream, watch: RunningWatch, bookmarks: boolean): void {
    this.open.set(stream, watch);
    if (!bookmarks) return;
    this.wantBookmarks.add(watch);
    this.cancelTick ??= this.clock.schedule(this.bookmarkInterval, () =>
      this.tick(),
    );
  }

  remove(stream: WatchStream): void {
    const watch = this.open.get(stream);
    if (!watch) return;
    watch.stop();
    this.open.delete(stream);
    this.wantBookmarks.delete(watch);
    if (this.wantBookmarks.size > 0) return;
    this.cancelTick?.();
    this.cancelTick = undefined;
  }

  /** Ends the watches of resources that are not served any more. */
  closeUnserved(isServed: (info: ResourceRequest) => boolean): void {
    for (const stream of this.all()) {
      if (stream.info.kind === 'resource' && !isServed(stream.info))
        stream.close();
    }
  }

  all(): WatchStream[] {
    return [...this.open.keys()];
  }

  private tick(): void {
    for (const watch of this.wantBookmarks) watch.bookmark();
    this.cancelTick = this.clock.schedule(this.bookmarkInterval, () =>
      this.tick(),
    );
  }
}

/** GET of a collection with `watch=true`. @internal */
export function answerWatch(
  call: ResourceCall,
  streams: WatchStreams,
): Response {
  const { context, request, url, info } = call;
  const form = negotiate(request.headers.get('accept'), [
    'Table',
    'PartialObjectMetadata',
  ]);
  const query = readWatchQuery(call);
  const serialize = serializer(call, form);
  const cancels: Array<() => void> = [];
  const stream = new WatchStream(info, () => {
    for (const cancel of cancels) cancel();
    streams.remove(stream);
  });

  let failed = false;
  const holdIfFrozen = ({ metadata }: ClusterObject) => {
    if (
      context.frozenAt !== undefined &&
      Number(metadata.resourceVersion) > context.frozenAt
    )
      stream.hold();
  };
  const watch = watchObjects(context, call.resource, query, {
    event: (type, object) => {
      holdIfFrozen(object);
      if (streams.filter?.(stream, type, object) !== false)
        stream.send(type, serialize(object));
    },
    bookmark: object => {
      holdIfFrozen(object);
      stream.send('BOOKMARK', serialize(object));
    },
    error: error => {
      failed = true;
      stream.sendError(error);
    },
  });
  if (failed) {
    stream.close();
  } else {
    streams.add(stream, watch, query.allowWatchBookmarks === true);
    const length = lifetime(
      readInteger(url.searchParams, 'timeoutSeconds'),
      streams.random,
    );
    cancels.push(streams.clock.schedule(length, () => stream.close()));
    if (query.allowWatchBookmarks && length > BEFORE_END) {
      cancels.push(
        streams.clock.schedule(length - BEFORE_END, () => watch.bookmark()),
      );
    }
    const abort = () => stream.abort(request.signal.reason);
    request.signal.addEventListener('abort', abort, { once: true });
    cancels.push(() => request.signal.removeEventListener('abort', abort));
    if (request.signal.aborted) abort();
  }
  return new Response(stream.body, {
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-cache, private',
    },
  });
}

function readWatchQuery(call: ResourceCall): WatchQuery {
  const query = call.url.searchParams;
  return {
    ...readListQuery(call),
    allowWatchBookmarks: readFlag(query, 'allowWatchBookmarks'),
    sendInitialEvents: readFlag(query, 'sendInitialEvents'),
  };
}

function lifetime(seconds: number | undefined, random: Random): number {
  return seconds && seconds > 0
    ? seconds * 1000
    : SHORTEST_WATCH * (1 + random());
}

/** How objects of the stream are written: whole, as table rows (columns in the first only), or their metadata alone. */
function serializer(
  call: ResourceCall,
  form: AnswerForm,
): (object: ClusterObject) => string {
  if (form.as === 'PartialObjectMetadata')
    return object => JSON.stringify(partialObjectMetadata(object));
  if (form.as !== 'Table') return jsonOf;
  let withoutColumns = false;
  const include = call.url.searchParams.get('includeObject');
  return object => {
    const table = tableOf(call.resource, object.metadata.name ? [object] : [], {
      now: call.context.clock.now(),
      includeObject:
        include === 'None' || include === 'Object' ? include : 'Metadata',
      metadata: { resourceVersion: object.metadata.resourceVersion },
      withoutColumns,
    });
    withoutColumns = true;
    return JSON.stringify(table);
  };
}
