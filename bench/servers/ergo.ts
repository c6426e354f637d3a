/** Peer: Ergo, configured from its own example; history in memory only. */
import {spawnSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {whereIs} from '../measuring/processes.ts';
import {irc} from '../protocols/irc.ts';
import {inNamedRooms, type ChatServer} from '../server.ts';

const PROGRAM = 'ergochat';

/** Only loopback, no limits on how fast or from where. */
function settings(share: string, port: number): string {
  const changes: readonly (readonly [RegExp, string])[] = [
    [
      /^ {4}listeners:\n(?:(?: {8}.*|\s*#.*)?\n)+?(?= {4}# sets the permissions)/m,
      `    listeners:\n        "127.0.0.1:${port}": {}\n`,
    ],
    [/max-sendq: 96k/, 'max-sendq: 64M'],
    [/(ip-limits:[^]*?count: )true/, '$1false'],
    [/(ip-limits:[^]*?throttle: )true/, '$1false'],
    [/(fakelag:[^]*?enabled: )true/, '$1false'],
    [/ {4}path: languages/, `    path: ${share}/ergochat/languages`],
    [/ {4}motd: ergo.motd/, '    motd: ""'],
  ];
  const example = readFileSync(join(share, 'doc/ergochat/examples/default.yaml'), 'utf8');
  return changes.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), example);
}

export const ergo: ChatServer = {
  name: 'ergo',
  kind: 'peer',
  needs: {program: PROGRAM, package: 'ergochat, from Debian 13 on'},
  protocol: irc,
  isDurable: false,
  prepare: async (folder, port, people) => {
    const path = join(folder, 'ergo.yaml');
    writeFileSync(path, settings(join(dirname(dirname(whereIs(PROGRAM)!)), 'share'), port));
    spawnSync(PROGRAM, ['initdb', '--conf', path, '--quiet'], {cwd: folder});
    return {
      command: [PROGRAM, 'run', '--conf', path, '--quiet'],
      clients: inNamedRooms(people),
    };
  },
};
