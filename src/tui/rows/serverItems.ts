/** Contents of the rooms pane with several servers: a section for each server. */
import type {State} from '../../client/state/state.ts';
import {troubleWords} from './serverWords.ts';
import type {ServerView} from '../servers/servers.ts';
import {roomItems, roomsColumnsWanted, type RoomItem} from './roomItems.ts';
import {columnsOf} from '../../shared/text/columns.ts';

export type PaneItem =
  /** `view`: present for a room of a server in the background. */
  | {kind: 'room'; item: RoomItem; key: string | undefined; view?: ServerView}
  | {kind: 'server'; key: string; view: ServerView}
  /** Why there is no connection to the server. */
  | {kind: 'trouble'; key: undefined; words: string};

type Facts = Parameters<typeof roomItems>[0];

/**
 * Rows of the pane. Servers keep their order, whichever is in front. If rows are scarce, servers in the background shrink to one
 * row with their unread count.
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

/** Server and room in the key of a row of another server; `undefined` for the server in front. */
export function elsewhereOf(key: string): {serverId: number; roomId?: number} | undefined {
  const [, word = '', id = ''] = /^(server|\d+):(.+)$/.exec(key) ?? [];
  if (word === '') return undefined;
  if (word === 'server') return {serverId: Number(id)};
  return {serverId: Number(word), ...(/^-?\d+$/.test(id) && {roomId: Number(id)})};
}

export const paneKeys = (items: readonly PaneItem[]): string[] => items.flatMap(({key}) => key ?? []);

/** Width at which the names of all rooms and servers fit. */
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

/** Columns for the words about a missing connection, reserved so that the pane does not change its width. */
const TROUBLE_COLUMNS = 17;
/** Columns around a server's name: a space, its sign and a space before it; a space and a badge after it. */
const AROUND_SERVER = 8;
