/** Contents of the rooms pane with several servers: a section for each server. */
import type {State} from '../../client/state/state.ts';
import {troubleWords} from './serverWords.ts';
import type {ServerView} from '../servers/servers.ts';
import {roomItems, roomsColumnsWanted, type RoomItem} from './roomItems.ts';
import {columnsOf} from '../../shared/text/columns.ts';

export type PaneItem =
  /** `view`: of a server behind. */
  | {kind: 'room'; item: RoomItem; key: string | undefined; view?: ServerView}
  | {kind: 'server'; key: string; view: ServerView}
  /** Why a server is not there. */
  | {kind: 'trouble'; key: undefined; words: string};

type Facts = Parameters<typeof roomItems>[0];

/**
 * Servers keep their order, whichever is in front. Where rows are short, servers in the background shrink to one row with their
 * unread count.
 */
export function paneItems(
  front: Facts & Pick<State, 'connection'>,
  views: readonly ServerView[],
  nowMs: number,
  rows: number,
): readonly PaneItem[] {
  if (views.length < 2) return itemsOf(front, nowMs);
  const whole = sections(front, views, nowMs, false);
  return whole.length <= rows ? whole : sections(front, views, nowMs, true);
}

const itemsOf = (facts: Facts, nowMs: number, view?: ServerView): PaneItem[] =>
  roomItems(facts, nowMs).map(item => {
    const key = item.kind === 'section' ? undefined : view === undefined ? item.key : `${view.id}:${item.key}`;
    return {kind: 'room', item, key, ...(view !== undefined && {view})};
  });

function sections(
  front: Facts & Pick<State, 'connection'>,
  views: readonly ServerView[],
  nowMs: number,
  isFolded: boolean,
): PaneItem[] {
  return views.flatMap(view => {
    const head: PaneItem = {kind: 'server', key: serverKey(view.id), view};
    const words = troubleWords(view, front.connection);
    const trouble: PaneItem[] = words === '' ? [] : [{kind: 'trouble', key: undefined, words}];
    if (view.isFront) return [head, ...trouble, ...itemsOf(front, nowMs)];
    if (isFolded || view.state === undefined) return isFolded ? [head] : [head, ...trouble];
    return [head, ...trouble, ...itemsOf(view.state, nowMs, view)];
  });
}

const serverKey = (id: number): string => `server:${id}`;

/** Server and room of a key of another server; `undefined` for the one in front. */
export function elsewhereOf(key: string): {serverId: number; roomId?: number} | undefined {
  const [, word = '', id = ''] = /^(server|\d+):(.+)$/.exec(key) ?? [];
  if (word === '') return undefined;
  if (word === 'server') return {serverId: Number(id)};
  return {serverId: Number(word), ...(/^-?\d+$/.test(id) && {roomId: Number(id)})};
}

export const paneKeys = (items: readonly PaneItem[]): string[] => items.flatMap(({key}) => key ?? []);

/** Columns in which all names of rooms and servers stand whole. */
export function paneColumnsWanted(roomById: State['roomById'], views: readonly ServerView[]): number {
  const own = roomsColumnsWanted(roomById);
  if (views.length < 2) return own;
  const heads = views.map(({profile}) => columnsOf(profile.name) + AROUND_SERVER);
  return Math.max(
    own,
    TROUBLE_COLUMNS,
    ...heads,
    ...views.map(({state}) => (state === undefined ? 0 : roomsColumnsWanted(state.roomById))),
  );
}

/** As long as it says that there is no connection: the pane keeps its width when that comes. */
const TROUBLE_COLUMNS = 17;
/** A space, its sign, a space; a badge and a space behind it. */
const AROUND_SERVER = 8;
