/** Opens the file picker for the room on screen: there the files go, also when another room is on screen by then. */
import {sentenceOf} from '../../shared/errors.ts';
import {openFilePicker} from '../overlays.ts';
import type {Screen} from '../screenContext.ts';
import {showWhenFree} from './pauses.ts';

export function pickFiles(screen: Screen): void {
  const {client, workDir, homeDir} = screen;
  const {currentRoomId} = client.getState();
  if (currentRoomId === undefined) return client.notify('error', sentenceOf('not-signed-in'));
  showWhenFree(screen, openFilePicker(workDir, homeDir, currentRoomId));
}
