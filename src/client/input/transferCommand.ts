/** What `/accept`, `/decline` and `/cancel` share: finding the transfers, asking when it is ambiguous, completion. */
import type {Client} from '../client.ts';
import {DONE, type Command} from './command.ts';
import type {Transfer} from '../state/state.ts';
import {choose, transferNumberOf, transferCellsOf, transfersIn} from '../transfers/choice.ts';
import {quoteWord} from './words.ts';

export interface TransferCommand {
  name: string;
  summary: string;
  /** States of the transfers to which the command applies. */
  statuses: readonly Transfer['status'][];
  /** Further states in which a download is accepted when named by number or name, but not by `all`. */
  more?: readonly Transfer['status'][];
  /** Message when there is no such transfer. */
  none: string;
  act: (client: Client, transferId: string) => Promise<void>;
}

const isDownload = ({direction}: Transfer): boolean => direction === 'down';

export function transferCommand({name, summary, statuses, more, none, act}: TransferCommand): Command {
  const title = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  return {
    name,
    usage: '[number|name|@name|all]',
    summary,
    complete(state, words, started) {
      const names = transfersIn(state, statuses).flatMap(transfer => [
        transfer.name,
        ...(/^[#@]/.test(transfer.peer) ? [] : [`@${transfer.peer}`]),
      ]);
      const all = words.length > 0 ? [] : [...new Set([...names, 'all'])];
      return all.filter(word => word.startsWith(started)).map(quoteWord);
    },
    async run(client, {words}) {
      const open = transfersIn(client.getState(), statuses);
      const all = more === undefined ? open : [...open, ...transfersIn(client.getState(), more).filter(isDownload)];
      const wanted = words.join(' ');
      if (wanted === '' ? open.length === 0 : all.length === 0) return {kind: 'told', sentence: none};
      if (wanted === '' && open.length > 1) {
        const choices = open.map(transfer => ({
          number: transferNumberOf(client.getState(), transfer.transferId),
          row: transferCellsOf(transfer),
          take: () => act(client, transfer.transferId).then(() => DONE),
        }));
        return {kind: 'choose', title: `${title}: which one?`, choices};
      }
      for (const {transferId} of wanted === '' ? open : choose(client.getState(), all, open, wanted))
        await act(client, transferId);
      return DONE;
    },
  };
}
