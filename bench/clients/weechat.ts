/** Peer: WeeChat, on an IRC server. */
import type {ScreenClient} from '../client.ts';
import {ngircd as server} from '../servers/ngircd.ts';

export const weechat: ScreenClient = {
  name: 'weechat',
  kind: 'peer',
  needs: {program: 'weechat', package: 'weechat-curses ngircd'},
  server,
  painted: /\[1\].*weechat|\[\d\d:\d\d\] \[\d+\]/,
  inRoom: /#bench0/,
  keys: '',
  toEnd: '',
  prepare: async (folder, {port}) => {
    const orders = [
      `/server add bench 127.0.0.1/${port}`,
      '/set irc.server.bench.nicks me',
      '/set irc.server.bench.autojoin #bench0',
      '/connect bench',
    ];
    return {command: ['weechat', '-d', folder, ...orders.flatMap(order => ['-r', order])], env: {}};
  },
};
