/**
 * Reference: socket.io that combines waiting messages into one durable commit and one event, without accounts, members or
 * validation.
 */
import {join} from 'node:path';
import {ROOT} from '../measuring/processes.ts';
import type {ChatServer} from '../server.ts';
import {rawSocketIo} from './rawSocketIo.ts';

export const gatheringSocketIo: ChatServer = {
  ...rawSocketIo,
  name: 'gathering socket.io, durable',
  isDurable: true,
  prepare: async (folder, port, people) => ({
    ...(await rawSocketIo.prepare(folder, port, people)),
    command: [
      process.execPath,
      join(ROOT, 'bench/references/gatheringSocketio.ts'),
      String(port),
      join(folder, 'log.db'),
    ],
  }),
};
