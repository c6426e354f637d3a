/** Time of a large file from one client directly to another, beside the way over the server and plain TCP. */
import {cellsOf} from '../measuring/measure.ts';
import {chatTuiDirect, chatTuiRelay} from '../relays/chatTui.ts';
import {plainTcp} from '../relays/plainTcp.ts';
import type {Section} from '../section.ts';
import {carryBig, measureRelays} from './transfers.ts';

export const direct: Section = {
  name: 'direct',
  async *run({runs}) {
    const relays = [chatTuiDirect, chatTuiRelay, plainTcp];
    const measured = await measureRelays(relays, (relay, folder) => carryBig(relay, folder, runs));
    yield {
      what: '1 GiB, from one person to the other, hashed at both ends',
      unit: 'MB/s',
      cells: cellsOf(measured, big => big.through),
      wanted: [
        {atLeast: 2, times: chatTuiRelay.name},
        {atLeast: 0.6, times: plainTcp.name},
      ],
    };
    yield {
      what: 'memory growth by 1 GiB of the end with more',
      unit: 'MiB',
      cells: cellsOf(measured, big => [big.endGrowthMib]),
      wanted: [{atMost: 64}],
    };
  },
};
