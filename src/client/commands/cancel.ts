/** `/cancel`: stops a transfer. */
import {cancelTransfer} from '../actions/transfer.ts';
import {DONE, type Command} from '../command.ts';
import {choose, rowsOf, transfersIn} from '../transfers/choice.ts';
import {quoteWord} from '../words.ts';

const STATUSES = ['waiting', 'active', 'verifying', 'failed'] as const;

export const cancel: Command = {
  name: 'cancel',
  usage: '[number|name|@name|all]',
  summary: 'Stops a transfer; what you send yourself is withdrawn from the room.',
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
    if (open.length === 0) return {kind: 'show', title: 'Cancel', rows: ['No transfer is under way.']};
    if (wanted === '' && open.length > 1) return {kind: 'show', title: 'Cancel: which one?', rows: rowsOf(open)};
    for (const {transferId} of wanted === '' ? open : choose(open, wanted)) await cancelTransfer(client, transferId);
    return DONE;
  },
};
