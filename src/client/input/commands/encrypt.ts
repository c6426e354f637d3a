/** `/encrypt`: encrypts a conversation from now on, which cannot be undone. */
import {ChatError} from '../../../shared/errors.ts';
import {isLocal, labelOf} from '../../state/selectors.ts';
import {DONE, type Command, type Outcome} from '../command.ts';
import {roomArgument} from '../typed/roomArgument.ts';

export const encrypt: Command = {
  name: 'encrypt',
  usage: '',
  summary: 'Encrypts this conversation from here on, for good.',
  details: [
    'What was said before stays as it is on the server. There is no way back to writing in the clear.',
    'In an encrypted one of several it lets in who came by a link, or has begun their keys anew; make sure ' +
      'first that it is them.',
    'A private room is encrypted by its owner and moderators; its topic and description go to the members alone from then on.',
    'What it protects, and what it does not: /encryption',
  ],
  async run(client, {state}) {
    const {room, lock} = roomArgument(state, undefined);
    const label = labelOf(room);
    const {keys} = client.parts;
    if (isLocal(room.roomId)) throw new ChatError('direct-only');
    if (lock?.kind === 'sealed' && room.kind === 'direct') throw new ChatError('sealed-already', label);
    const go = async (): Promise<Outcome> => {
      await keys.encrypt(room.roomId);
      return {kind: 'told', sentence: `${label} is encrypted from here on.`};
    };
    if (lock?.kind !== 'sealed') return go();
    const notLetIn = await keys.membersNotLetIn(room.roomId);
    if (notLetIn.length === 0) throw new ChatError('sealed-already', label);
    const names = notLetIn.map(name => `@${name}`).join(', ');
    return {
      kind: 'choose',
      title: `The server alone says that this is ${names}. Are you sure that they belong here?`,
      choices: [
        {number: 1, row: 'Let in nobody', take: () => Promise.resolve(DONE)},
        {number: 2, row: `Let in ${names}: they read what is said from now on`, take: go},
      ],
    };
  },
};
