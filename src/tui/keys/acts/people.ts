/** Conversations with one person. */
import * as actions from '../../../client/actions/room.ts';
import {roomByLabel} from '../../../client/state/selectors.ts';
import type {Screen} from '../../screenContext.ts';
import {enterRoom} from './rooms.ts';

export function openDirect(screen: Screen, name: string): void {
  const {client} = screen;
  const state = client.getState();
  if (name === state.me?.name) return;
  const known = roomByLabel(state, `@${name}`);
  if (known !== undefined) enterRoom(screen, known.room.roomId);
  else screen.run(actions.openDirect(client, name).then(({roomId}) => enterRoom(screen, roomId)));
}
