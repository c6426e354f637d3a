/** Peer: Irssi, on an IRC server. */
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {ScreenClient} from '../client.ts';
import {ngircd as server} from '../servers/ngircd.ts';

const settings = (port: number) =>
  `servers = ({ address = "127.0.0.1"; chatnet = "bench"; port = "${port}"; autoconnect = "yes"; use_tls = "no"; });
chatnets = { bench = { type = "IRC"; }; };
channels = ({ name = "#bench0"; chatnet = "bench"; autojoin = "yes"; });
settings = { core = { real_name = "b"; user_name = "b"; nick = "me"; }; };
`;

export const irssi: ScreenClient = {
  name: 'irssi',
  kind: 'peer',
  needs: {program: 'irssi', package: 'irssi ngircd'},
  server,
  painted: /\[\(status\)\]|\[\d\d:\d\d\] \[/,
  inRoom: /Act: 2|\[2:#bench0/,
  keys: '\x1b2',
  toEnd: '',
  prepare: async (folder, {port}) => {
    writeFileSync(join(folder, 'config'), settings(port));
    return {command: ['irssi', `--home=${folder}`], env: {}};
  },
};
