/** One line of a watch. @internal */
export interface SeenEvent {
  type: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- assertions look into it
  object: any;
}

/**
 * Reads a watch in the background: `events` grows as they come, `ended` says how it ended.
 *
 * @internal
 */
export function readWatch(response: Response): {
  events: SeenEvent[];
  ended: () => 'open' | 'closed' | 'broken';
} {
  const events: SeenEvent[] = [];
  let state: 'open' | 'closed' | 'broken' = 'open';
  const read = async () => {
    let rest = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split(
        '\n',
      );
      rest = lines.pop() ?? '';
      events.push(
        ...lines.filter(Boolean).map(line => JSON.parse(line) as SeenEvent),
      );
    }
  };
  read().then(
    () => {
      state = 'closed';
    },
    () => {
      state = 'broken';
    },
  );
  return { events, ended: () => state };
}

/** What came: type and name of each event. @internal */
export function summary(events: SeenEvent[]): string[] {
  return events.map(({ type, object }) =>
    object.metadata?.name ? `${type} ${object.metadata.name}` : type,
  );
}
