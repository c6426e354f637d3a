/** `/pins`: lists the pinned messages of this room. */
import {requireChangeable} from '../../actions/messages/messageActions.ts';
import type {Command} from '../command.ts';
import {choiceOf} from '../messageChoice.ts';
import {roomArgument} from '../typed/roomArgument.ts';
import {isIgnored} from '../../state/room/ignored.ts';
import {labelOf} from '../../state/selectors.ts';

export const pins: Command = {
  name: 'pins',
  usage: '',
  summary: 'Shows what is pinned in this room.',
  async run(client, {state}) {
    requireChangeable(client);
    const {room} = roomArgument(state, undefined);
    const {roomId} = room;
    const all = await client.request('pinList', {roomId});
    const entries = all.entries.filter(entry => !isIgnored(state.roomById[roomId], entry));
    if (entries.length === 0) return {kind: 'told', sentence: `Nothing is pinned in ${labelOf(room)}. Use /pin.`};
    const choices = entries.map((entry, index) => choiceOf(index + 1, {roomId, entry}, ''));
    return {kind: 'choose', title: `Pinned in ${labelOf(room)}`, choices};
  },
};
