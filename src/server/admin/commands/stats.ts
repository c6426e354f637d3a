/** Key figures of the server, readable without a tool. */
import {readdirSync, statfsSync} from 'node:fs';
import {performance as eventLoop} from 'node:perf_hooks';
import {durationText} from '../../../shared/words/duration.ts';
import {sizeText} from '../../../shared/text/sizeText.ts';
import {openFilesMax} from '../../../shared/machine/openFiles.ts';
import type {AdminBody} from '../body.ts';

export const stats: AdminBody<'stats'> = async ({connections, presence, store, settings, programVersion}) => {
  const [all] = await store.usageOverview({from: 0, limit: 1});
  const behind = await store.searchBehind();
  const memory = process.memoryUsage();
  const facts: [string, string][] = [
    ['version', programVersion],
    ['running for', durationText(process.uptime() * 1_000)],
    ['connections', String(connections.count())],
    ['people online', String(presence.onlineCount())],
    ['memory', `${sizeText(memory.rss)}, of which ${sizeText(memory.heapUsed)} in use by the program`],
    ['files', sizeText(all?.fileBytes ?? 0)],
    ['messages', sizeText(all?.messageBytes ?? 0)],
    ['open files', openFilesText()],
    ['writes that wait', String(store.condition().waiting)],
    ['busy', `${Math.round(eventLoop.eventLoopUtilization().utilization * 100)} % of the time since it was started`],
    ['search', behind === 0 ? 'knows all messages' : `${behind} messages are not in the index yet`],
    ['disk', diskOf(settings.dataDir)],
  ];
  return {rows: facts.map(([fact, value]) => ({fact, value}))};
};

/** Open files and the limit of the process; Node raises its soft limit to the hard one. */
function openFilesText(): string {
  const most = openFilesMax();
  const limit = most === undefined ? 'without a limit' : `of ${most}`;
  try {
    return `${readdirSync('/proc/self/fd').length} ${limit}`;
  } catch {
    // Only Linux reports the number of open files.
    return limit;
  }
}

function diskOf(dataDir: string): string {
  try {
    const {bavail, blocks, bsize} = statfsSync(dataDir);
    return `${sizeText(bavail * bsize)} free of ${sizeText(blocks * bsize)}`;
  } catch {
    return 'unknown';
  }
}
