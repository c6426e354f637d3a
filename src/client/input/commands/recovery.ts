/** `/recovery`: the recovery phrase, which restores encrypted conversations when all devices are lost. */
import {ChatError} from '../../../shared/errors.ts';
import {checkWords, phraseWords} from '../../encryption/devices/recovery.ts';
import type {Command} from '../command.ts';

const USAGE = '/recovery [check NUMBER WORD NUMBER WORD NUMBER WORD]';

export const recovery: Command = {
  name: 'recovery',
  usage: '[check NUMBER WORD …]',
  summary: 'Shows the recovery phrase once, to be written down, and checks that it was.',
  details: [
    'Whoever has the phrase reads everything: keep it on paper. Once three of its words were checked, it is nowhere',
    'here any more. With it a new device comes back: chat-tui recovery restore, in a shell.',
  ],
  async run(client, {words}) {
    const session = await client.parts.keys.session();
    if (words.length === 0) {
      const phrase = await phraseWords(session);
      if (phrase === undefined) throw new ChatError('phrase-written');
      const rows = phrase.map((word, at) => `${String(at + 1).padStart(2)}  ${word}`);
      return {
        kind: 'show',
        title: 'Your recovery phrase: write it down',
        rows: [...rows, '', 'Then check three of them, as you wrote them:', '/recovery check 2 WORD 7 WORD 11 WORD'],
      };
    }
    const [check, ...typed] = words;
    const pairs = new Map(
      typed.flatMap((word, at) => (at % 2 === 0 ? [[Number(word), typed[at + 1] ?? ''] as const] : [])),
    );
    if (check !== 'check' || pairs.size < 3) throw new ChatError('command-usage', USAGE);
    if (!(await checkWords(session, pairs))) throw new ChatError('phrase-wrong');
    return {kind: 'told', sentence: 'Right. The phrase is on your paper alone from now on.'};
  },
};
