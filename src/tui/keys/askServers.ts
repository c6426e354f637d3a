/** Queries all servers of the window for combined lists: the inbox and search. */
import type {Place} from '../../client/actions/messages/messageActions.ts';
import {listInbox, type InboxPage} from '../../client/actions/messages/reading.ts';
import {searchMessages, type SearchContinuation} from '../../client/actions/search.ts';
import type {Client} from '../../client/client.ts';
import {parseTyped} from '../../client/input/typed/searchTyped.ts';
import {ChatError} from '../../shared/errors.ts';
import type {Elsewhere, OverlayEvent} from '../overlay.ts';
import {tellOverlay} from '../overlaying/overlaying.ts';
import type {Screen} from '../screenContext.ts';
import {goToPlace} from './acts/places.ts';

/** The other open servers of the window. */
export const othersOf = ({servers}: Screen): readonly Elsewhere[] =>
  servers.opened().flatMap(({id, profile: {name}}) => (id === servers.frontId() ? [] : [{id, name}]));

const clientOf = ({client, servers}: Screen, server: Elsewhere | undefined): Client | undefined =>
  server === undefined ? client : servers.one(server.id)?.client;

/** Passes an answer to the overlay; a server that fails does not affect the others. */
function tell(
  screen: Screen,
  overlay: 'inbox' | 'search',
  server: Elsewhere | undefined,
  work: Promise<OverlayEvent>,
): void {
  screen.run(
    work.then(
      event => void tellOverlay(screen, overlay, event),
      (error: unknown) => {
        if (!(error instanceof ChatError)) throw error;
        const failed = {type: 'failed', sentence: error.message} as const;
        tellOverlay(screen, overlay, server === undefined ? failed : {type: 'silent', server});
      },
    ),
  );
}

export function askInbox(screen: Screen, before: InboxPage['next'], server?: Elsewhere): void {
  const client = clientOf(screen, server);
  if (client === undefined) return;
  const asked = listInbox(client, before).then((page): OverlayEvent => ({type: 'inboxListed', page, server}));
  tell(screen, 'inbox', server, asked);
}

export function askSearch(screen: Screen, typed: string, asked: SearchContinuation, server?: Elsewhere): void {
  const client = clientOf(screen, server);
  if (client === undefined) return;
  const found = searchMessages(client, asked).then((page): OverlayEvent => ({type: 'searched', typed, page, server}));
  tell(screen, 'search', server, found);
}

/** A search limited to a room, by its name on the current server. */
const IN_ROOM = /(?:^|\s)in:/;

/** Searches another server, unless the query is limited to a room of this one. */
export function searchElsewhere(screen: Screen, typed: string, server: Elsewhere): void {
  const client = clientOf(screen, server);
  if (client === undefined || IN_ROOM.test(typed)) return;
  try {
    askSearch(screen, typed, parseTyped(typed, client.getState(), client.options.now()), server);
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
  }
}

/** Goes to a place on another server of the window. */
export function goElsewhere({servers}: Screen, serverId: number, place: Place): void {
  const one = servers.one(serverId);
  if (one === undefined) return;
  goToPlace(one, place);
  servers.bring(serverId);
}
