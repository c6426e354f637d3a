/** Opens a file of this machine or shows its folder; where that cannot be done, its path is copied and said. */
import {shownPath} from '../../client/wording/shownPath.ts';
import type {Screen} from '../screenContext.ts';

/** @returns whether this machine could */
export type OpenPath = (path: string, how: 'open' | 'reveal') => Promise<boolean>;

export async function openPath(
  {client, copy}: Pick<Screen, 'client' | 'copy'>,
  open: OpenPath | undefined,
  {path, how}: {path: string; how: 'open' | 'reveal'},
): Promise<void> {
  if ((await open?.(path, how)) === true) return;
  copy(path);
  const sentence = `It lies at ${shownPath(path)}; the path is in your clipboard, where your terminal lets it.`;
  client.notify('info', sentence, client.getState().currentRoomId);
}
