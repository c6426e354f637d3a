/** Peer: magic-wormhole through a local mailbox and transit relay; end-to-end encrypted, nothing stored. */
import {mkdirSync, readdirSync, renameSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {start} from '../measuring/processes.ts';
import {run, timed, type OpenedRelay, type Relay} from '../relay.ts';
import {freePort, listening} from '../server.ts';

export const wormhole: Relay = {
  name: 'magic-wormhole by relay',
  kind: 'peer',
  needs: {
    program: 'wormhole',
    package: 'magic-wormhole python3-magic-wormhole-mailbox-server magic-wormhole-transit-relay python3-twisted',
  },
  async open(folder): Promise<OpenedRelay> {
    const own = join(folder, 'wormhole');
    mkdirSync(own);
    const [mailboxPort, relayPort] = [await freePort(), await freePort()];
    const at = (port: number) => ['--port', `tcp:${port}:interface=127.0.0.1`];
    const databases = ['--channel-db', join(own, 'channels.db'), '--usage-db', join(own, 'usage.db')];
    // Each of the two leaves a file of its own name where it stands.
    const standing = (name: string) => {
      mkdirSync(join(own, name));
      return {cwd: join(own, name)};
    };
    const mailbox = start(['twist3', 'wormhole-mailbox', ...at(mailboxPort), ...databases], standing('mailbox'));
    const server = start(['twist3', 'transitrelay', ...at(relayPort)], standing('relay'));
    await listening(mailboxPort, mailbox);
    await listening(relayPort, server);
    const program = ['wormhole', '--relay-url', `ws://127.0.0.1:${mailboxPort}/v1`];
    program.push('--transit-helper', `tcp:127.0.0.1:${relayPort}`);
    let count = 0;
    const carryOne = (what: string, to: string) => {
      const code = `${++count}-bench-${count}x`;
      return timed(() =>
        Promise.all([
          run([...program, 'send', '--hide-progress', '--no-listen', '--code', code, what]),
          run([...program, 'receive', '--accept-file', '--hide-progress', '--no-listen', code], {cwd: to}),
        ]),
      );
    };
    return {
      carryFolder: carryOne,
      carry: async (paths, to) => {
        // Many files go as the folder they are in.
        const [what] = paths.length === 1 ? paths : [dirname(paths[0]!)];
        const carried = await carryOne(what!, to);
        if (paths.length > 1) {
          const arrived = join(to, basename(what!));
          for (const name of readdirSync(arrived)) renameSync(join(arrived, name), join(to, name));
        }
        return carried;
      },
      server,
      stop: async () => void (await Promise.all([mailbox.stop(), server.stop()])),
    };
  },
};
