/** The measured relay: shell verbs and server of the built program. */
import {basename, join} from 'node:path';
import {BIN, start} from '../measuring/processes.ts';
import {run, secondsOf, timed, type OpenedRelay, type Relay} from '../relay.ts';
import {seed} from '../measuring/seed.ts';
import {freePort, listening, roomName} from '../server.ts';

const room = `#${roomName(0)}`;

interface Between {
  name: string;
  /** From one person to the other, and how. */
  route: 'direct' | 'relay';
}

/** @param between two people; absent: in a room */
const relayOf = (flags: readonly string[], between?: Between): Relay => ({
  name: between?.name ?? 'chat-tui',
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
    const [to, from] = between === undefined ? [room, room] : ['@user1', '@user0'];
    const how = between === undefined ? [] : [`--${between.route}`];
    const taking = between === undefined ? {} : {CHAT_TUI_ROUTE: between.route};
    const send = (paths: readonly string[]) =>
      run([process.execPath, BIN, 'send', to, ...how, '--file', ...paths], {env: env(0)});
    const get = (paths: readonly string[], folderTo: string) =>
      run([process.execPath, BIN, 'get', from, ...paths.map(path => basename(path)), '--wait', '--out', folderTo], {
        env: {...env(1), ...taking},
      });
    // The conversation is there before anybody waits in it.
    if (between !== undefined) await run([process.execPath, BIN, 'send', to, 'hello'], {env: env(0)});
    return {
      carry: (paths, into) => timed(() => Promise.all([send(paths), get(paths, into)])),
      carryFolder: (path, into) => timed(() => Promise.all([send([path]), get([path], into)])),
      ...(between === undefined && {
        upThenDown: async (path: string, into: string) => ({
          upSeconds: await secondsOf(() => send([path])),
          downSeconds: await secondsOf(() => get([path], into)),
        }),
      }),
      server,
      stop: () => server.stop(),
    };
  },
});

export const chatTui = relayOf([]);
/** Only in the section `direct`: the same two people, directly and over the server. */
export const chatTuiDirect = relayOf([], {name: 'chat-tui, directly', route: 'direct'});
export const chatTuiRelay = relayOf([], {name: 'chat-tui, over the server', route: 'relay'});
export const chatTuiEncrypted = relayOf(['--tls', 'on']);
