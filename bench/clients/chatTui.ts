/** The measured client: the built program. */
import {join} from 'node:path';
import type {ScreenClient} from '../client.ts';
import {BIN} from '../measuring/processes.ts';
import {chatTui as server} from '../servers/chatTui.ts';

export const chatTui: ScreenClient = {
  name: 'chat-tui',
  kind: 'ours',
  server,
  painted: /Rooms/,
  inRoom: /bench0/,
  keys: '\x1b2',
  toEnd: '\x1b[1;5F',
  prepare: async (folder, {port, clients}) => ({
    command: [process.execPath, BIN],
    env: {
      CHAT_TUI_HOME: join(folder, 'home'),
      CHAT_TUI_SERVER: `http://127.0.0.1:${port}`,
      CHAT_TUI_TOKEN: clients[0]!.columns[0]!,
      // With everything on that a message can cost: it is parsed, and stands in a run with those above it.
      CHAT_TUI_MARKUP: 'on',
      CHAT_TUI_LAYOUT: 'comfortable',
    },
  }),
};
