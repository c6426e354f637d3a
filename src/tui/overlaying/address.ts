/** Asks whether a person may learn this machine's network address, when a file could be sent or received directly. */
import {openConfirm} from '../overlays.ts';
import type {Screen} from '../screenContext.ts';
import {showOverlay, tellOverlay} from './overlaying.ts';
import {watchPauses} from './pauses.ts';

export const SHARE = 'shareAddress';
const RELAY = 'hideAddress';

export const isAddressAnswer = (choice: string): boolean => choice === SHARE || choice === RELAY;

const QUESTION = 'addressQuestion';

interface AddressWatch {
  /** A key was pressed. */
  noteKey(): void;
  stop(): void;
}

/** Shows the question in a pause of typing, and closes it when the question is no longer open. */
export function watchAddress(screen: Screen): AddressWatch {
  const {client} = screen;
  const pauses = watchPauses(screen);
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
    pauses.wait(() => {
      isWaiting = false;
      const name = wanted();
      if (name === undefined) return;
      shown = name;
      showOverlay(screen, questionAbout(name));
    });
  }

  look();
  const stopLooking = client.subscribe(look);
  return {
    noteKey: () => pauses.noteKey(),
    stop() {
      stopLooking();
      pauses.stop();
    },
  };
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
