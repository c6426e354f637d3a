/** `/stars`: lists one's starred messages in all rooms. */
import {listStars} from '../../actions/messages/messageActions.ts';
import type {Command} from '../command.ts';
import {choiceOf} from '../messageChoice.ts';
import {labelOf} from '../../state/selectors.ts';

export const stars: Command = {
  name: 'stars',
  usage: '',
  summary: 'Shows the messages that you starred, in all rooms.',
  async run(client) {
    const found = await listStars(client);
    if (found.length === 0) return {kind: 'told', sentence: 'You have starred nothing yet. Use /star.'};
    const choices = found.map((one, index) => {
      const room = client.getState().roomById[one.roomId]?.room;
      return choiceOf(index + 1, one, room === undefined ? '' : `${labelOf(room)} `);
    });
    return {kind: 'choose', title: 'Starred messages', choices};
  },
};
