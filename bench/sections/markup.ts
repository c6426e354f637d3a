/** What a flood of messages with markup costs the full screen, beside the same flood shown as it was typed. */
import {setTimeout as sleep} from 'node:timers/promises';
import type {ScreenClient} from '../client.ts';
import {chatTui} from '../clients/chatTui.ts';
import {withClient, type Stand} from '../flood.ts';
import {attempt, cellsOf} from '../measure.ts';
import {cpuSeconds} from '../processes.ts';
import type {Section} from '../section.ts';

const PER_SECOND = 1_000;
const SECONDS = 6;
const TEXT = '**bold** %B `code` _italic_ and https://example.org/';

const server = {
  ...chatTui.server,
  protocol: {...chatTui.server.protocol, message: chatTui.server.protocol.message.replace('%B', TEXT)},
};
const drawn: ScreenClient = {...chatTui, server};
const asTyped: ScreenClient = {
  ...drawn,
  name: 'chat-tui, markup off',
  kind: 'reference',
  async prepare(folder, opened) {
    const {command, env} = await drawn.prepare(folder, opened);
    return {command, env: {...env, CHAT_TUI_MARKUP: 'off'}};
  },
};

/** Processor time in the flood, once what draws markup is loaded. */
async function floodCpuPercent(stand: Stand, {painted, inRoom, keys}: ScreenClient): Promise<number> {
  const client = stand.open();
  try {
    await client.until(painted);
    await client.until(inRoom);
    client.press(keys);
    const flooding = stand.flood(PER_SECOND, SECONDS);
    await flooding.over('settle');
    await sleep(2_000);
    const before = cpuSeconds(client.pid);
    await sleep((SECONDS - 3) * 1_000);
    const percent = ((cpuSeconds(client.pid) - before) / (SECONDS - 3)) * 100;
    await flooding.results();
    return percent;
  } finally {
    await client.close();
  }
}

export const markup: Section = {
  name: 'markup',
  async *run({runs}) {
    const measured = [];
    for (const subject of [drawn, asTyped]) {
      const all: number[] = [];
      const work = async (stand: Stand) => {
        for (let run = 0; run < runs; run++) all.push(await floodCpuPercent(stand, subject));
        return all;
      };
      measured.push(await attempt(subject, () => withClient(subject, work)));
    }
    yield {
      what: `client CPU, ${PER_SECOND.toLocaleString('en')} messages/s with markup`,
      unit: '% of a core',
      cells: cellsOf(measured, all => all),
      wanted: [{atMost: 1.1, times: asTyped.name}],
    };
  },
};
