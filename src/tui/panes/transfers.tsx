/** The transfers pane: name, person, direction, progress, speed, time left and state of each file. */
import {useMemo, type ReactNode} from 'react';
import {clipColumns} from '../../shared/text/columns.ts';
import type {State, Transfer} from '../../client/state/state.ts';
import type {Box} from '../layout/layout.ts';
import type {Pane} from '../pane.ts';
import {headingRow} from '../rows/heading.ts';
import {transferNumberOf} from '../../client/transfers/choice.ts';
import {chosenIndex} from '../rows/list.ts';
import {Rows} from '../rows/rows.tsx';
import {rowCountOf, transferRows} from '../rows/transferRows.ts';
import {useChat, useScreen} from '../useChat.ts';

/** Transfers that are active or need an answer precede finished ones; in each group, newest first. */
const STATUS_ORDER: Readonly<Record<Transfer['status'], number>> = {
  offered: 0,
  active: 0,
  waiting: 0,
  verifying: 0,
  failed: 1,
  done: 2,
  cancelled: 2,
  declined: 2,
};

export function shownTransfers({transferById}: Pick<State, 'transferById'>): readonly Transfer[] {
  const newestFirst = Object.values(transferById).toReversed();
  return newestFirst.toSorted((a, b) => STATUS_ORDER[a.status] - STATUS_ORDER[b.status]);
}

/** Scrolls so that the selected transfer is fully visible. */
function firstTransfer(transfers: readonly Transfer[], rows: number, chosen: number): number {
  let first = 0;
  let used = transfers.slice(0, chosen + 1).reduce((sum, transfer) => sum + rowCountOf(transfer), 0);
  for (; used > rows && first < chosen; first++) used -= rowCountOf(transfers[first]);
  return first;
}

/** The transfer in this row of the pane; absent for the heading. */
export function transferInRow(
  transfers: readonly Transfer[],
  row: number,
  {rows, chosen}: {rows: number; chosen: number},
): Transfer | undefined {
  let next = 1;
  return transfers.slice(firstTransfer(transfers, rows - 1, chosen)).find(transfer => {
    next += rowCountOf(transfer);
    return row >= 1 && row < next;
  });
}

function TransfersView({box}: {box: Box}): ReactNode {
  const {theme} = useScreen();
  const transferById = useChat(({state}) => state.transferById);
  const isFocused = useChat(({ui}) => ui.focus === 'transfers');
  const selected = useChat(({ui}) => ui.selected.transfers);
  const rows = useMemo(() => {
    const transfers = shownTransfers({transferById});
    const offered = transfers.filter(({status}) => status === 'offered').length;
    const running = transfers.filter(({status}) => status === 'active').length;
    const facts = [running > 0 ? `${running} running` : '', offered > 0 ? `${offered} offered` : ''];
    const heading = headingRow('Files', [facts.filter(Boolean).join(' · ')], box.columns, {
      isFocused,
      theme,
      isBelow: box.top > 0,
    });
    if (transfers.length === 0) return [heading, theme.dim(clipColumns(' /send PATH offers a file', box.columns))];
    const chosen = isFocused ? chosenIndex(transfers, transfer => transfer.transferId, selected) : -1;
    const first = firstTransfer(transfers, box.rows - 1, chosen);
    const shown = transfers.slice(first).flatMap((transfer, index) => {
      const number = transferNumberOf({transferById}, transfer.transferId);
      return transferRows({...transfer, number}, first + index === chosen, box.columns, theme);
    });
    return [heading, ...shown];
  }, [transferById, isFocused, selected, box, theme]);
  return <Rows box={box} rows={rows} />;
}

export const transfers: Pane = {name: 'transfers', View: TransfersView};
