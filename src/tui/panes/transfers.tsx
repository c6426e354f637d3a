/** Files on their way and files that are offered: name, who, direction, bar, percent, speed, time left, state. */
import {useMemo, type ReactNode} from 'react';
import {clipColumns} from '../../shared/columns.ts';
import type {State, Transfer} from '../../client/state.ts';
import type {Box} from '../layout/layout.ts';
import type {Pane} from '../pane.ts';
import {headingRow} from '../parts/heading.ts';
import {chosenIndex, firstShown} from '../parts/list.ts';
import {Rows} from '../parts/rows.tsx';
import {ROWS_EACH, transferRows} from '../parts/transferRows.ts';
import {useChat, useScreen} from '../useChat.ts';

/** What needs somebody or moves stands above what is over; newest first in each. */
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
    const room = Math.max(1, Math.floor((box.rows - 1) / ROWS_EACH));
    const first = firstShown(transfers.length, room, chosen);
    const shown = transfers
      .slice(first, first + room)
      .flatMap((transfer, index) => transferRows(transfer, first + index === chosen, box.columns, theme));
    return [heading, ...shown];
  }, [transferById, isFocused, selected, box, theme]);
  return <Rows box={box} rows={rows} />;
}

export const transfers: Pane = {name: 'transfers', View: TransfersView};
