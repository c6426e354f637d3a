/** `/inbox`: mentions, replies, reactions, offers and invitations in all rooms. */
import type {Command} from '../command.ts';

export const inbox: Command = {
  name: 'inbox',
  aliases: ['mentions'],
  usage: '',
  summary: 'Shows mentions, replies, reactions, offers and invitations of all rooms, newest first.',
  details: ['Enter goes to the place, Esc comes back. What was read stays in it.'],
  run: async () => ({kind: 'open', overlay: 'inbox'}),
};
