/** Asks whether a person may learn this machine's network address, when a file could be sent or received directly. */
import {openConfirm} from '../overlays.ts';
import type {Screen} from '../screenContext.ts';
import {showOverlay} from './overlaying.ts';

export const SHARE = 'shareAddress';
const RELAY = 'hideAddress';

export const isAddressAnswer = (choice: string): boolean => choice === SHARE || choice === RELAY;

/** @returns how to stop */
export function watchAddress(screen: Screen): () => void {
  let asked: string | undefined;
  const look = (): void => {
    const [name] = screen.client.getState().addressAsked;
    if (name === asked) return;
    asked = name;
    if (name !== undefined) showOverlay(screen, questionAbout(name));
  };
  look();
  return screen.client.subscribe(look);
}

const questionAbout = (name: string) =>
  openConfirm({
    question: name,
    title: `Share your network address with @${name}?`,
    text:
      `Files between you and @${name} then go from machine to machine: faster, and past the server. Otherwise ` +
      `they go over the server. You are asked once; /friend set @${name} direct changes it.`,
    choices: [
      {choice: SHARE, key: 'y', label: 'Yes, share it'},
      {choice: RELAY, key: 'n', label: 'No, over the server'},
    ],
    escape: RELAY,
  });
