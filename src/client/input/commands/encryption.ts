/** `/encryption`: whether this conversation is encrypted, what that protects, and what it does not. */
import type {Command} from '../command.ts';
import {labelOf} from '../../state/selectors.ts';
import {LOCK_WORDS} from '../../wording/sealedWords.ts';
import {ChatError, sentenceOf} from '../../../shared/errors.ts';
import type {Client} from '../../client.ts';
import type {RoomState} from '../../state/state.ts';

const PROTECTED = [
  'The server, its operator, its backups and its disk have only ciphertext of what is said, of edits,',
  'reactions and pins. Nobody can write in your name, let in somebody else, or show an old message',
  'as a new one without its being told.',
];
const NOT_PROTECTED = [
  'Who talks to whom, when, how often and how much (lengths are rounded up); who is in which conversation',
  'and how it is called; that something was deleted; how far you have read; whether you are there.',
  'The server can keep things back, delay them, or drop the newest of them.',
  'Whoever has one of your devices, or your phrase, reads everything: no forward secrecy.',
  'Whoever reads can pass it on, with your signature: no deniability. A first contact that was not',
  'compared with /verify. What was said before it was encrypted. Drafts and unsent messages on this disk.',
];

export const encryption: Command = {
  name: 'encryption',
  usage: '',
  summary: 'Says whether this conversation is encrypted, and what that protects.',
  async run(client) {
    const {currentRoomId = 0, roomById} = client.getState();
    const one = roomById[currentRoomId];
    const rows = [
      ...(one === undefined ? [] : [hereWords(one)]),
      await keysWords(client),
      '',
      'Experimental, not audited: made of age, HKDF, ChaCha20-Poly1305 and Ed25519, and reviewed by nobody outside.',
      '',
      'Protected',
      ...PROTECTED.map(row => `  ${row}`),
      'Not protected',
      ...NOT_PROTECTED.map(row => `  ${row}`),
    ];
    return {kind: 'show', title: 'Encryption', rows};
  },
};

function hereWords({room, lock}: RoomState): string {
  const label = labelOf(room);
  if (room.kind === 'public') return `${label} is not encrypted: everybody can read what is said in a public room.`;
  if (lock === undefined) return `${label} is not encrypted.`;
  const {problem, detail, kind} = lock;
  if (problem !== undefined)
    return `${label} is encrypted, and nothing is sent: ${sentenceOf(problem.code, problem.detail)}`;
  const how = kind === 'absent' ? ' /encrypt does it from here on.' : '';
  return `${label}: ${LOCK_WORDS[kind]}${detail === '' ? '.' : ` (${detail}).`}${detail === '' ? how : ''}`;
}

async function keysWords(client: Client): Promise<string> {
  try {
    const {placeLabel, isApproved} = await client.parts.keys.session();
    if (!isApproved()) return sentenceOf('keys-absent');
    const warning = placeLabel === 'the keychain' ? '' : ', because there is no keychain here';
    return `The key of this device’s keys lies in ${placeLabel}${warning}.`;
  } catch (error) {
    if (error instanceof ChatError) return error.message;
    throw error;
  }
}
