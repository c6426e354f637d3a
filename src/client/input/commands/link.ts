/** `/link`: gives the link to a message. */
import {addressOf} from '../../../shared/address.ts';
import {messageLinkOf, shortLinkOf} from '../../../shared/words/messageLink.ts';
import {labelOf} from '../../state/selectors.ts';
import type {Command} from '../command.ts';
import {messageArgument} from '../typed/messageArgument.ts';

export const link: Command = {
  name: 'link',
  usage: '[number | #room/12]',
  summary: 'Shows the link to a message; the number counts from the newest.',
  async run(client, {words, state}) {
    const {roomId, seq} = messageArgument({client, state}, words[0]);
    const {room} = state.roomById[roomId] ?? {};
    const label = room === undefined ? '' : labelOf(room);
    const {serverUrl} = client.options;
    return {
      kind: 'show',
      title: 'Link to a message',
      rows: [
        `${shortLinkOf(label, seq)}  for people on ${addressOf(serverUrl)}`,
        `${messageLinkOf(serverUrl, label, seq)}  from anywhere`,
      ],
    };
  },
};
