/** `/accept`: takes a file that somebody offers. */
import {acceptTransfer} from '../actions/transfer.ts';
import {DONE, type Command} from '../command.ts';
import {choose, rowsOf, transfersIn} from '../transfers/choice.ts';
import {quoteWord} from '../words.ts';

const STATUSES = ['offered'] as const;

export const accept: Command = {
  name: 'accept',
  usage: '[number|name|@name|all]',
  summary: 'Takes a file that is offered to you.',
  complete(state, words, started) {
    const names = transfersIn(state, STATUSES).flatMap(({name, peer}) => [
      name,
      ...(/^[#@]/.test(peer) ? [] : [`@${peer}`]),
    ]);
    const all = words.length > 0 ? [] : [...new Set([...names, 'all'])];
    return all.filter(name => name.startsWith(started)).map(quoteWord);
  },
  async run(client, {words}) {
    const open = transfersIn(client.getState(), STATUSES);
    const wanted = words.join(' ');
    if (open.length === 0) return {kind: 'show', title: 'Accept', rows: ['Nothing is offered to you.']};
    if (wanted === '' && open.length > 1) return {kind: 'show', title: 'Accept: which one?', rows: rowsOf(open)};
    for (const {transferId} of wanted === '' ? open : choose(open, wanted)) await acceptTransfer(client, transferId);
    return DONE;
  },
};
