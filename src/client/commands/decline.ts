/** `/decline`: turns down a file that somebody offers. */
import {declineTransfer} from '../actions/transfer.ts';
import {DONE, type Command} from '../command.ts';
import {choose, rowsOf, transfersIn} from '../transfers/choice.ts';
import {quoteWord} from '../words.ts';

const STATUSES = ['offered'] as const;

export const decline: Command = {
  name: 'decline',
  usage: '[number|name|@name|all]',
  summary: 'Turns down a file that is offered to you; its sender is told.',
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
    if (open.length === 0) return {kind: 'show', title: 'Decline', rows: ['Nothing is offered to you.']};
    if (wanted === '' && open.length > 1) return {kind: 'show', title: 'Decline: which one?', rows: rowsOf(open)};
    for (const {transferId} of wanted === '' ? open : choose(open, wanted)) await declineTransfer(client, transferId);
    return DONE;
  },
};
