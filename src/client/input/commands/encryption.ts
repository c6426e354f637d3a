/** `/encryption`: shows whether this conversation is encrypted, and what that protects. */
import {passphraseAction} from '../../actions/account/keyPassphrase.ts';
import {DONE, type Command, type Outcome, type Typed} from '../command.ts';
import {roomArgument} from '../typed/roomArgument.ts';
import {isLocal, labelOf} from '../../state/selectors.ts';
import {KEYCHAIN, LOCK_WORDS, PASSPHRASE_ADVICE as ADVICE} from '../../wording/sealedWords.ts';
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
  'and how it is called; that something was deleted; how far you have read; whether you are there;',
  'reasons of removals.',
  'The server can keep things back, delay them, or drop the newest of them.',
  'Whoever has one of your devices, or your phrase, reads everything: no forward secrecy.',
  'Whoever reads can pass it on, with your signature: no deniability. A first contact that was not',
  'compared with /verify. What was said before it was encrypted. Drafts and unsent messages on this disk.',
];

export const encryption: Command = {
  name: 'encryption',
  usage: '[again|accept|unlock|…]',
  summary: 'Says whether this conversation is encrypted, and what that protects; a passphrase for the keys.',
  details: [
    'Where nothing is sent because something did not verify: again asks the server once more. accept takes ' +
      'the history as the server',
    'has it now, where it was seen otherwise before: after a backup was put back, say; or lets you write in the clear to a room',
    'that is called as an encrypted one, and is another.',
    'passphrase sets one that the next start asks for, or changes it; passphrase remove takes it away. ' +
      'Without it, nobody who takes',
    'this disk opens the keys. A shell asks for it as well, or reads it from the file that CHAT_TUI_KEY_PASSPHRASE_FILE names.',
    'unlock says it where the start did not ask.',
  ],
  complete: (_state, words, started) =>
    (words.length === 0 ? Object.keys(STEPS) : words[0] === 'passphrase' ? ['remove'] : []).filter(step =>
      step.startsWith(started),
    ),
  async run(client, {words: [step, ...more], state}) {
    if (step !== undefined) {
      const run = Object.hasOwn(STEPS, step) ? STEPS[step] : undefined;
      const isKnown = more.length === 0 || (step === 'passphrase' && more.join(' ') === 'remove');
      if (run === undefined || !isKnown)
        throw new ChatError('command-usage', '/encryption [again|accept|unlock|passphrase [remove]]');
      return run({client, state}, more[0]);
    }
    const {currentRoomId = 0, roomById} = state;
    const one = roomById[currentRoomId];
    const rows = [
      ...(one === undefined ? [] : [hereWords(one)]),
      await keysWords(client),
      '',
      'Experimental, not audited: made of age, HKDF, ChaCha20-Poly1305 and Ed25519, and reviewed by nobody outside.',
      '',
      client.options.encryptsNew === true
        ? 'New conversations with people and new private rooms are encrypted where everybody’s program can.'
        : 'New conversations are not encrypted by themselves: that is set so on this machine (encrypt = off).',
      'Public rooms are not. Old ones are with /encrypt, from then on and for good.',
      'Who loses all devices and the twelve words of /recovery loses what was said.',
      '',
      'Protected',
      ...PROTECTED.map(row => `  ${row}`),
      'Not protected',
      ...NOT_PROTECTED.map(row => `  ${row}`),
    ];
    return {kind: 'show', title: 'Encryption', rows};
  },
};

const FORMS = {
  set: 'passphraseSet',
  change: 'passphraseChange',
  remove: 'passphraseRemove',
  unlock: 'passphraseUnlock',
} as const;

const STEPS: Readonly<Record<string, (typed: Typed, word?: string) => Promise<Outcome>>> = {
  async again({client, state}) {
    const {room} = roomArgument(state, undefined);
    const problem = await client.parts.keys.lookAgain(room.roomId);
    if (problem !== undefined) throw problem;
    return {kind: 'told', sentence: `${labelOf(room)}: what the server shows is right.`};
  },
  async accept({client, state}) {
    const {room, lock} = roomArgument(state, undefined);
    const {code} = lock?.problem ?? {};
    if (code === 'room-unsealed') {
      const write = async (): Promise<Outcome> => {
        await client.parts.keys.accept(room.roomId);
        return {kind: 'told', sentence: `${labelOf(room)} is not encrypted, and what you write is sent.`};
      };
      return {
        kind: 'choose',
        title: `${labelOf(room)} was encrypted, and this one is not. Was another one made? Ask those who are in it.`,
        choices: [
          {number: 1, row: 'Write here in the clear: the server can read it', take: write},
          {number: 2, row: 'Send nothing here', take: () => Promise.resolve(DONE)},
        ],
      };
    }
    if (code !== 'history-differs') return STEPS['again']?.({client, state}) ?? DONE;
    const take = async (): Promise<Outcome> => {
      await client.parts.keys.accept(room.roomId);
      return {kind: 'told', sentence: `${labelOf(room)}: what the server has now counts. What you write is sent.`};
    };
    return {
      kind: 'choose',
      title: 'The server once showed another history. Ask the others what they see; was a backup put back?',
      choices: [
        {number: 1, row: 'Take what the server has now, and go on writing', take},
        {number: 2, row: 'Send nothing here', take: () => Promise.resolve(DONE)},
      ],
    };
  },
  unlock: async ({client}) => ({kind: 'open', overlay: FORMS[await passphraseAction(client, 'unlock')]}),
  passphrase: async ({client}, word) => ({
    kind: 'open',
    overlay: FORMS[await passphraseAction(client, word === 'remove' ? 'remove' : 'set')],
  }),
};

function hereWords({room, lock}: RoomState): string {
  const label = labelOf(room);
  if (isLocal(room.roomId))
    return lock?.kind === 'sealed'
      ? `${label} is encrypted from program to program, with a key that was sealed from device to device.`
      : `${label} is encrypted from program to program. Its key is not sealed: compare the number of /direct.`;
  if (room.kind === 'public') return `${label} is not encrypted: everybody can read what is said in a public room.`;
  if (lock === undefined) return `${label} is not encrypted.`;
  const {problem, detail, kind} = lock;
  const why = problem && sentenceOf(problem.code, problem.detail);
  if (why !== undefined) return `${label}${kind === 'sealed' ? ' is encrypted, and' : ':'} nothing is sent: ${why}`;
  const how = kind === 'absent' ? ' /encrypt does it from here on.' : '';
  return `${label}: ${LOCK_WORDS[kind]}${detail === '' ? '.' : ` (${detail}).`}${detail === '' ? how : ''}`;
}

async function keysWords(client: Client): Promise<string> {
  try {
    const {placeLabel, isApproved, store} = await client.parts.keys.session();
    if (!isApproved()) return sentenceOf('keys-absent');
    if (store.isBehindPassphrase()) return 'The keys of this device are behind a passphrase.';
    if (placeLabel === KEYCHAIN) return `The key of this device’s keys lies in ${placeLabel}.`;
    return `The key of this device’s keys lies in ${placeLabel}: there is no keychain here. ${ADVICE}`;
  } catch (error) {
    if (error instanceof ChatError) return error.message;
    throw error;
  }
}
