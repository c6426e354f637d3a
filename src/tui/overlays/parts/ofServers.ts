/** Merges lists of several servers, newest first. */
import type {Elsewhere} from '../../overlay.ts';

export interface OfServer {
  /** Absent: of the server in front. */
  server?: Elsewhere | undefined;
}

/** Cursor at which a server's list continues. */
export interface Going<Next> extends OfServer {
  next: Next;
  /** It is on its way. */
  isAsked?: boolean;
}

/** Which other servers have answered, and which failed. */
export interface Heard {
  heard: readonly string[];
  silent: readonly string[];
}
export const NOBODY_ELSE: Heard = {heard: [], silent: []};

/** Merges the items of one server into the list. */
export function merged<Item extends object>(
  known: readonly (Item & OfServer)[],
  came: readonly Item[],
  server: Elsewhere | undefined,
  atMs: (item: Item) => number,
): readonly (Item & OfServer)[] {
  const all: (Item & OfServer)[] = [...known, ...came.map(item => (server === undefined ? item : {...item, server}))];
  // Of one server they are in their order, which may be another than that of time.
  const isMixed = all.some(one => one.server?.id !== all[0]?.server?.id);
  return isMixed ? all.toSorted((one, other) => atMs(other) - atMs(one)) : all;
}

/** The cursors after one server has answered. */
export const goingOn = <Next>(
  known: readonly Going<Next>[],
  next: Next | undefined,
  server: Elsewhere | undefined,
): readonly Going<Next>[] => [
  ...known.filter(one => one.server?.id !== server?.id),
  ...(next === undefined ? [] : [{next, server}]),
];

/** All of them are on their way from now on. @returns those that were not, to be asked for */
export const asking = <Next>(
  going: readonly Going<Next>[],
): {going: readonly Going<Next>[]; wanted: Going<Next>[]} => ({
  going: going.map(one => ({...one, isAsked: true})),
  wanted: going.filter(({isAsked}) => isAsked !== true),
});

/** What did not come from this server can be asked for again. */
export const notCome = <Next>(going: readonly Going<Next>[], server: Elsewhere | undefined): readonly Going<Next>[] =>
  going.map(one => (one.server?.id === server?.id ? {...one, isAsked: false} : one));

export const heardFrom = ({heard, silent}: Heard, server: Elsewhere | undefined): Heard =>
  server === undefined
    ? {heard, silent}
    : {heard: joinedBy(heard, server), silent: silent.filter(name => name !== server.name)};

export const silentIs = ({heard, silent}: Heard, server: Elsewhere): Heard => ({
  heard,
  silent: joinedBy(silent, server),
});

const joinedBy = (names: readonly string[], {name}: Elsewhere): readonly string[] =>
  names.includes(name) ? names : [...names, name];

/** e.g. `Inbox of all servers but work`. @returns foreign names, not yet passed through `display()` */
export function titleFor(title: string, {heard, silent}: Heard): string {
  if (heard.length + silent.length === 0) return title;
  return `${title} of all servers${silent.length === 0 ? '' : ` but ${silent.join(', ')}`}`;
}
