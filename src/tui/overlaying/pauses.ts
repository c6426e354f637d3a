/** Opens boxes that come by themselves in a pause of writing, so that no letter or Enter for a message is their answer. */
import {commandLineIn} from '../../client/input/commandLine.ts';
import {COMMANDS} from '../../client/input/commandTable.ts';
import {viewKeyOf} from '../../client/state/selectors.ts';
import type {Overlay} from '../overlay.ts';
import type {Screen} from '../screenContext.ts';
import type {Store} from '../store.ts';
import {showOverlay} from './overlaying.ts';

/** Without a key press for this long, the user is not typing. */
const QUIET_MS = 1_000;

export interface Pauses {
  /** A key was pressed and is about to be handled. */
  noteKey(): void;
  /** The latest key was part of a text being written, or this screen is not visible. */
  isBusy(): boolean;
  /** Runs `work` once no key was pressed for a while. */
  wait(work: () => void): void;
  stop(): void;
}

const pausesOf = new WeakMap<Store, Pauses>();

export function watchPauses(screen: Screen): Pauses {
  const {client, store} = screen;
  let keyCount = 0;
  let isOpen = true;
  let before = store.get().ui.draftByRoom;
  // Not while another server, plain text or another program is in front: the first key after it would answer the question.
  const isShown = () => screen.servers.front().store === store && store.get().ui.cover === undefined;

  /** Whether the latest key changed a draft; running a command, which empties it, does not count. */
  function isWriting(): boolean {
    const key = viewKeyOf(client.getState());
    const [was, is] = [before[key], store.get().ui.draftByRoom[key]];
    if (was === is) return false;
    const isEmpty = (is?.text ?? '') === '';
    return !isEmpty || commandLineIn(was?.text ?? '', COMMANDS) === undefined;
  }

  const pauses: Pauses = {
    noteKey() {
      keyCount++;
      before = store.get().ui.draftByRoom;
    },
    isBusy: () => !isShown() || store.get().ui.overlays.length > 0 || isWriting(),
    wait(work) {
      const counted = keyCount;
      screen.later(QUIET_MS, () => {
        if (!isOpen) return;
        if (keyCount === counted && isShown()) work();
        else pauses.wait(work);
      });
    },
    stop: () => void (isOpen = false),
  };
  pausesOf.set(store, pauses);
  return pauses;
}

/** Opens an overlay at once if the user waits for it; in a pause if the user has begun to write something else. */
export function showWhenFree(screen: Screen, overlay: Overlay): void {
  const pauses = pausesOf.get(screen.store);
  if (pauses?.isBusy() === true) pauses.wait(() => showOverlay(screen, overlay));
  else showOverlay(screen, overlay);
}
