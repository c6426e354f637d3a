/** Merges lists of several servers, newest first. */
import type {Elsewhere} from '../../overlay.ts';

export interface OfServer {
  /** Absent: the server in front. */
  server?: Elsewhere | undefined;
}

/** Cursor at which a server's list continues. */
export interface ServerCursor<Next> extends OfServer {
  next: Next;
  /** The page was requested. */
  isAsked?: boolean;
}

/** Which other servers have answered, and which failed. */
export interface AnsweredServers {
  heard: readonly string[];
  silent: readonly string[];
}
export const NO_SERVERS: AnsweredServers = {heard: [], silent: []};

/** Merges the items of one server into the list. */
export function merged<Item extends object>(
  known: readonly (Item & OfServer)[],
  came: readonly Item[],
  server: Elsewhere | undefined,
  atMs: (item: Item) => number,
): readonly (Item & OfServer)[] {
  const all: (Item & OfServer)[] = [...known, ...came.map(item => (server === undefined ? item : {...item, server}))];
  // Items of one server keep its order, which may differ from the order of time.
  const isMixed = all.some(one => one.server?.id !== all[0]?.server?.id);
  return isMixed ? all.toSorted((one, other) => atMs(other) - atMs(one)) : all;
}

/** The cursors after one server has answered. */
export const cursorsAfter = <Next>(
  known: readonly ServerCursor<Next>[],
  next: Next | undefined,
  server: Elsewhere | undefined,
): readonly ServerCursor<Next>[] => [
  ...known.filter(one => one.server?.id !== server?.id),
  ...(next === undefined ? [] : [{next, server}]),
];

/** Marks all cursors as requested. @returns those that were not requested before */
export const asking = <Next>(
  cursors: readonly ServerCursor<Next>[],
): {cursors: readonly ServerCursor<Next>[]; wanted: ServerCursor<Next>[]} => ({
  cursors: cursors.map(one => ({...one, isAsked: true})),
  wanted: cursors.filter(({isAsked}) => isAsked !== true),
});

/** Lets the page of this server be requested again after a failure. */
export const askableAgain = <Next>(
  cursors: readonly ServerCursor<Next>[],
  server: Elsewhere | undefined,
): readonly ServerCursor<Next>[] =>
  cursors.map(one => (one.server?.id === server?.id ? {...one, isAsked: false} : one));

export const withAnswered = ({heard, silent}: AnsweredServers, server: Elsewhere | undefined): AnsweredServers =>
  server === undefined
    ? {heard, silent}
    : {heard: joinedBy(heard, server), silent: silent.filter(name => name !== server.name)};

export const withSilent = ({heard, silent}: AnsweredServers, server: Elsewhere): AnsweredServers => ({
  heard,
  silent: joinedBy(silent, server),
});

const joinedBy = (names: readonly string[], {name}: Elsewhere): readonly string[] =>
  names.includes(name) ? names : [...names, name];

/** e.g. `Inbox of all servers but work`. @returns untrusted names, which have not passed `display()` */
export function titleFor(title: string, {heard, silent}: AnsweredServers): string {
  if (heard.length + silent.length === 0) return title;
  return `${title} of all servers${silent.length === 0 ? '' : ` but ${silent.join(', ')}`}`;
}
