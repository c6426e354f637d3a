/**
 * Fetches the open thread and the followed threads; again after a reconnect, because missed changes are not sent again, and where
 * it was refused for now.
 */
import {serverCan} from '../core/serverCan.ts';
import {ChatError} from '../../shared/errors.ts';
import type {Core} from '../core/core.ts';
import type {Part} from '../core/part.ts';
import {askAgain} from '../line/again.ts';
import {fetchThread} from './fetching.ts';
import {isOnline} from '../state/selectors.ts';
import {unreadIn} from '../state/threads.ts';

export interface Threads extends Part {
  /** All that is here of the thread on screen was seen. */
  markRead(): void;
}

export function threads(client: Core): Threads {
  const isHeadless = client.options.isHeadless === true;
  /** What was told last, so that it is told once. */
  let told = '';

  const again = askAgain(client);

  /** @param restart after a refusal for now; after a cut, the next connection asks again */
  const quietly = async (key: string, work: Promise<void>, restart: () => void) => {
    try {
      await work;
      again.succeeded(key);
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      again.failed(key, error, restart);
    }
  };
  const loadFollowed = async () => {
    if (!serverCan(client.getState(), 'threads')) return;
    const {threads: followed} = await client.request('followList', {});
    client.dispatch({type: 'threadsLoaded', threads: followed});
  };
  const loadOpen = async () => {
    const {openThread} = client.getState();
    if (openThread === undefined) return;
    const {roomId, seq} = openThread;
    try {
      client.dispatch({type: 'threadLoaded', roomId, seq, entries: await fetchThread(client, roomId, seq)});
      again.succeeded('open');
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      const now = client.getState().openThread;
      if (now?.roomId !== roomId || now.seq !== seq || !isOnline(client.getState())) return;
      // What was never here and cannot be had is not waited for.
      if (!now.isLoaded) {
        client.notify('error', error.message);
        client.dispatch({type: 'threadLeft'});
      } else again.failed('open', error, loadOpenSoon);
    }
  };
  const loadOpenSoon = () => client.background(loadOpen());
  const loadFollowedSoon = () => client.background(quietly('followed', loadFollowed(), loadFollowedSoon));
  const load = () => {
    if (!isOnline(client.getState()) || isHeadless) return;
    if (!again.isHeld('followed')) loadFollowedSoon();
    if (!again.isHeld('open')) loadOpenSoon();
  };
  const markRead = () => {
    const state = client.getState();
    const {openThread} = state;
    const lastSeq = openThread?.entries.at(-1)?.seq;
    if (openThread === undefined || lastSeq === undefined || !isOnline(client.getState()) || isHeadless) return;
    const {roomId, seq} = openThread;
    const known = state.threads.get(`${roomId}/${seq}`);
    const key = `${roomId}/${seq}/${lastSeq}`;
    if (known === undefined || unreadIn(state, known) === 0 || told === key) return;
    told = key;
    const telling = client.request('threadRead', {roomId, seq, readSeq: lastSeq}).then(() => undefined);
    client.background(quietly('read', telling, markAgain));
  };
  const markAgain = () => {
    told = '';
    markRead();
  };

  return {
    on: {
      connectionChanged({connection}) {
        again.cancel();
        if (connection.status !== 'online') return;
        told = '';
        load();
      },
      threadEntered() {
        told = '';
        if (isOnline(client.getState())) loadOpenSoon();
      },
      // Over a gap it is not known what was said.
      entriesLoaded({roomId, place}) {
        const {threads: followed, openThread} = client.getState();
        if (place !== 'newest') return;
        if (openThread?.roomId === roomId || [...followed.values()].some(thread => thread.roomId === roomId)) load();
      },
    },
    markRead,
    close: () => again.end(),
  };
}
