/** What is measured: the shell's verbs and the server of the built program. */
import {basename, join} from 'node:path';
import {BIN, start} from '../processes.ts';
import {run, secondsOf, timed, type OpenedRelay, type Relay} from '../relay.ts';
import {seed} from '../seed.ts';
import {freePort, listening, roomName} from '../server.ts';

const room = `#${roomName(0)}`;

const relayOf = (flags: readonly string[]): Relay => ({
  name: 'chat-tui',
  kind: 'ours',
  async open(folder): Promise<OpenedRelay> {
    const dataDir = join(folder, 'data');
    const clients = await seed(dataDir, {count: 2, rooms: 1, areInside: true});
    const port = await freePort();
    const server = start([process.execPath, BIN, 'serve', '--port', String(port), '--data', dataDir, ...flags]);
    await listening(port, server);
    // Its link names its key, where it has one.
    const [link] = await server.until(/https?:\/\/\S+\/join\S*/);
    const env = (index: number) => ({
      CHAT_TUI_SERVER: link,
      CHAT_TUI_HOME: join(folder, `home${index}`),
      CHAT_TUI_TOKEN: clients[index]!.columns[0]!,
    });
    const send = (paths: readonly string[]) =>
      run([process.execPath, BIN, 'send', room, '--file', ...paths], {env: env(0)});
    const get = (paths: readonly string[], to: string) =>
      run([process.execPath, BIN, 'get', room, ...paths.map(path => basename(path)), '--wait', '--out', to], {
        env: env(1),
      });
    return {
      carry: (paths, to) => timed(() => Promise.all([send(paths), get(paths, to)])),
      upThenDown: async (path, to) => ({
        upSeconds: await secondsOf(() => send([path])),
        downSeconds: await secondsOf(() => get([path], to)),
      }),
      server,
      stop: () => server.stop(),
    };
  },
});

export const chatTui = relayOf([]);
export const chatTuiEncrypted = relayOf(['--tls', 'on']);
