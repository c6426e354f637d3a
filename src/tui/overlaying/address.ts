/** Asks whether a person may learn this machine's network address, when a file could be sent or received directly. */
import {openConfirm} from '../overlays.ts';
import type {Screen} from '../screenContext.ts';
import {showOverlay, tellOverlay} from './overlaying.ts';

export const SHARE = 'shareAddress';
const RELAY = 'hideAddress';

export const isAddressAnswer = (choice: string): boolean => choice === SHARE || choice === RELAY;

/** Nobody types any more when no key came for so long. */
const QUIET_MS = 1_000;
const QUESTION = 'addressQuestion';

interface AddressWatch {
  /** A key was pressed. */
  noteKey(): void;
  stop(): void;
}

/** The box comes by itself: in a pause, so that no letter or Enter for a message is the answer; and goes with its question. */
export function watchAddress(screen: Screen): AddressWatch {
  const {client, store} = screen;
  let keyCount = 0;
  let isWaiting = false;
  let shown: string | undefined;
  const wanted = (): string | undefined => client.getState().addressAsked[0];

  function look(): void {
    const name = wanted();
    if (shown !== undefined && shown !== name) {
      shown = undefined;
      tellOverlay(screen, QUESTION, {type: 'done'});
    }
    if (name !== undefined && shown === undefined && !isWaiting) waitForPause();
  }
  function waitForPause(): void {
    isWaiting = true;
    const before = keyCount;
    screen.later(QUIET_MS, () => {
      isWaiting = false;
      const name = wanted();
      if (name === undefined) return;
      // Not behind another server, the text alone or another program: the first key that comes back would be the answer.
      const isShown = screen.servers.front().store === store && store.get().ui.cover === undefined;
      if (keyCount !== before || !isShown) return waitForPause();
      shown = name;
      showOverlay(screen, questionAbout(name));
    });
  }

  look();
  const stop = client.subscribe(look);
  return {noteKey: () => void keyCount++, stop};
}

const questionAbout = (name: string) =>
  openConfirm({
    name: QUESTION,
    question: name,
    title: `Share your network address with @${name}?`,
    text:
      `Files between you and @${name} then go from machine to machine: faster, and past the server. Otherwise ` +
      `they go over the server. You are asked once; /friend set @${name} direct changes it.`,
    choices: [
      {choice: RELAY, key: 'n', label: 'No, over the server'},
      {choice: SHARE, key: 'y', label: 'Yes, share it'},
    ],
    escape: RELAY,
  });
