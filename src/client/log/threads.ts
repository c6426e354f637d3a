/**
 * Fetches the open thread and the followed threads; again after a reconnect, because missed changes are not sent again, and
 * after a temporary refusal.
 */
import {serverCan} from '../core/serverCan.ts';
import {ChatError} from '../../shared/errors.ts';
import type {Core} from '../core/core.ts';
import type {Part} from '../core/part.ts';
import {openRetries} from '../line/retries.ts';
import {fetchThread} from './fetching.ts';
import {isOnline} from '../state/selectors.ts';
import {unreadIn} from '../state/threads.ts';

export interface Threads extends Part {
  /** Called when all loaded answers of the thread on screen were seen. */
  markRead(): void;
}

export function threads(client: Core): Threads {
  const isHeadless = client.options.isHeadless === true;
  /** The read position that was sent last, so that it is sent once. */
  let told = '';

  const retries = openRetries(client);

  /** @param restart called after a temporary refusal; after a disconnect, the next connection fetches again */
  const quietly = async (key: string, work: Promise<void>, restart: () => void) => {
    try {
      await work;
      retries.succeeded(key);
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      retries.failed(key, error, restart);
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
      retries.succeeded('open');
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      const now = client.getState().openThread;
      if (now?.roomId !== roomId || now.seq !== seq || !isOnline(client.getState())) return;
      // A thread that was never loaded and cannot be is left.
      if (!now.isLoaded) {
        client.notify('error', error.message);
        client.dispatch({type: 'threadLeft'});
      } else retries.failed('open', error, loadOpenSoon);
    }
  };
  const loadOpenSoon = () => client.background(loadOpen());
  const loadFollowedSoon = () => client.background(quietly('followed', loadFollowed(), loadFollowedSoon));
  const load = () => {
    if (!isOnline(client.getState()) || isHeadless) return;
    if (!retries.isHeld('followed')) loadFollowedSoon();
    if (!retries.isHeld('open')) loadOpenSoon();
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
        retries.cancel();
        if (connection.status !== 'online') return;
        told = '';
        load();
      },
      threadEntered() {
        told = '';
        if (isOnline(client.getState())) loadOpenSoon();
      },
      // After a gap, missed answers are unknown: fetch the threads again.
      entriesLoaded({roomId, place}) {
        const {threads: followed, openThread} = client.getState();
        if (place !== 'newest') return;
        if (openThread?.roomId === roomId || [...followed.values()].some(thread => thread.roomId === roomId)) load();
      },
    },
    markRead,
    close: () => retries.end(),
  };
}
