/**
 * Cost of a flood of messages with markup for the full screen, beside one that shows them as plain text: both watch the same
 * flood at once, so that other load on the machine affects both.
 */
import {setTimeout as sleep} from 'node:timers/promises';
import type {ScreenClient} from '../client.ts';
import {chatTui} from '../clients/chatTui.ts';
import {withClient, type Stand} from '../measuring/flood.ts';
import {attempt} from '../measuring/measure.ts';
import {cpuSeconds} from '../measuring/processes.ts';
import type {Section} from '../section.ts';

const PER_SECOND = 1_000;
const SECONDS = 6;
const TEXT = '**bold** %B `code` _italic_ and https://example.org/';

const server = {
  ...chatTui.server,
  protocol: {...chatTui.server.protocol, message: chatTui.server.protocol.message.replace('%B', TEXT)},
};
const drawn: ScreenClient = {...chatTui, server};
const asTyped = {name: 'chat-tui, markup off', kind: 'reference'} as const;

/** Processor time of both in the same flood, once what draws markup is loaded. */
async function floodCpuPercents(stand: Stand): Promise<readonly [drawn: number, asTyped: number]> {
  const home = `${stand.env['CHAT_TUI_HOME']}-as-typed`;
  const clients = [stand.open(), stand.open({CHAT_TUI_HOME: home, CHAT_TUI_MARKUP: 'off'})] as const;
  try {
    for (const client of clients) {
      await client.until(drawn.painted);
      await client.until(drawn.inRoom);
      client.press(drawn.keys);
    }
    const flooding = stand.flood(PER_SECOND, SECONDS + 3);
    await flooding.over('settle');
    for (const client of clients) client.press(drawn.toEnd);
    await sleep(2_000);
    const before = clients.map(({pid}) => cpuSeconds(pid));
    await sleep(SECONDS * 1_000);
    const [on = 0, off = 0] = clients.map(({pid}, at) => ((cpuSeconds(pid) - (before[at] ?? 0)) / SECONDS) * 100);
    for (const client of clients)
      if (/new below/.test(client.screen()))
        throw new Error('the flood is not drawn: it is not at the end of the room');
    await flooding.results();
    return [on, off];
  } finally {
    await Promise.all(clients.map(client => client.close()));
  }
}

export const markup: Section = {
  name: 'markup',
  async *run({runs}) {
    const {value = []} = await attempt(drawn, () =>
      withClient(drawn, async stand => {
        const all: (readonly [drawn: number, asTyped: number])[] = [];
        for (let run = 0; run < runs; run++) all.push(await floodCpuPercents(stand));
        return all;
      }),
    );
    yield {
      what: `client CPU, ${PER_SECOND.toLocaleString('en')} messages/s with markup`,
      unit: '% of a core',
      cells: [
        {name: drawn.name, kind: drawn.kind, figures: value.map(([on]) => on)},
        {...asTyped, figures: value.map(([, off]) => off)},
      ],
      wanted: [{atMost: 1.1, times: asTyped.name}],
    };
  },
};
