/** Peer: croc through a local relay; end-to-end encrypted, nothing stored. */
import {start} from '../measuring/processes.ts';
import {run, timed, type OpenedRelay, type Relay} from '../relay.ts';
import {freePort, listening} from '../server.ts';

export const croc: Relay = {
  name: 'croc by relay',
  kind: 'peer',
  needs: {program: 'croc', package: 'croc, where there is one'},
  async open(): Promise<OpenedRelay> {
    const port = await freePort();
    const ports = Array.from({length: 5}, (_, index) => port + index);
    const server = start(['croc', 'relay', '--host', '127.0.0.1', '--ports', ports.join(',')]);
    await listening(port, server);
    let count = 0;
    return {
      carry: (paths, to) => {
        const env = {CROC_SECRET: `${1000 + ++count}-bench-of-files`};
        const program = ['croc', '--yes', '--relay', `127.0.0.1:${port}`];
        return timed(() =>
          Promise.all([
            run([...program, 'send', '--no-local', '--code', env.CROC_SECRET, ...paths]),
            run(program, {env, cwd: to}),
          ]),
        );
      },
      server,
      stop: () => server.stop(),
    };
  },
};
