/** The measured server: the built program. */
import {BIN} from '../measuring/processes.ts';
import {chatTui as protocol} from '../protocols/chatTui.ts';
import {seed} from '../measuring/seed.ts';
import type {ChatServer} from '../server.ts';

const UNLIMITED = ['--messages-per-minute', '0', '--admissions-per-second', '0', '--connections-per-address', '0'];

export const chatTui: ChatServer = {
  name: 'chat-tui',
  kind: 'ours',
  protocol,
  isDurable: true,
  prepare: async (folder, port, people) => ({
    command: [process.execPath, BIN, 'serve', '--port', String(port), '--data', folder, ...UNLIMITED],
    clients: await seed(folder, people),
  }),
};
