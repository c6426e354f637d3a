/** `/direct`: a conversation from client to client, without the server. */
import {enterRoom, toLoginName} from '../../actions/room.ts';
import type {Client} from '../../client.ts';
import {DONE, type Command, type Outcome} from '../command.ts';
import {personWords} from '../../wording/nameWords.ts';
import {ChatError} from '../../../shared/errors.ts';

const USAGE = '/direct [@name] or /direct decline|end @name';

export const direct: Command = {
  name: 'direct',
  usage: '[@name|decline …|end …]',
  summary: 'Talks with one person directly, past the server; without a name, says what there is.',
  details: [
    '/direct @name asks for it, or accepts; /direct decline @name refuses; /direct end @name ends it, or ' +
      'takes the question back.',
    'Both machines learn each other’s network address. Messages and files go only between the two programs, ' +
      'encrypted with a key made for this conversation, and are kept nowhere else.',
    'Whether single files go from machine to machine as well: /friend set @bob direct always|ask|never.',
    'Where both have keys (/encryption), that key is sealed from device to device, and nothing else is taken.',
    'Where one has none, it is said: then only the number that /direct shows tells whether somebody sits between. ' +
      'It is the same on both sides: read it to each other.',
  ],
  complete: (state, words, started) => (words.length > 1 ? [] : personWords(state, started)),
  async run(client, {words}) {
    const [first, second] = words;
    if (first === undefined) return overview(client);
    if (first === 'decline' && second !== undefined) {
      await client.parts.direct.decline(toLoginName(second));
      return DONE;
    }
    if (first === 'end' && second !== undefined) {
      if (!client.parts.direct.end(toLoginName(second))) throw new ChatError('direct-ended');
      return DONE;
    }
    if (words.length !== 1) throw new ChatError('command-usage', USAGE);
    const name = toLoginName(first);
    const roomId = await client.parts.direct.ask(name);
    if (roomId === undefined)
      return {
        kind: 'told',
        sentence: `Asked @${name}; who accepts learns your network address. /direct end @${name} takes it back.`,
      };
    enterRoom(client, roomId);
    return DONE;
  },
};

function overview(client: Client): Outcome {
  const {open, asked, asking} = client.parts.direct.list();
  const rows = [
    ...open.map(({partner, isOpen, safetyNumber, isSealed}) =>
      isOpen
        ? `=${partner}  number ${safetyNumber}  ${isSealed ? 'key sealed to the device' : 'key not sealed'}`
        : `=${partner}  ended`,
    ),
    ...asked.map(name => `@${name} wants to talk directly: /direct @${name}`),
    ...asking.map(name => `@${name} was asked and has not answered`),
  ];
  if (rows.length === 0)
    return {kind: 'told', sentence: 'There are no direct conversations. /direct @name asks for one.'};
  return {kind: 'show', title: 'Direct conversations', rows};
}
