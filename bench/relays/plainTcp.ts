/** Reference: a file from one process to another over TCP, hashed at both ends, without a program in between. */
import {basename, join} from 'node:path';
import {ROOT, start} from '../measuring/processes.ts';
import {run, timed, type OpenedRelay, type Relay} from '../relay.ts';

const PROGRAM = join(ROOT, 'bench/references/tcpFile.ts');

export const plainTcp: Relay = {
  name: 'plain TCP, hashed',
  kind: 'reference',
  async open(): Promise<OpenedRelay> {
    // Nothing stands between; what is measured as such is a process that does nothing.
    const server = start([process.execPath, '-e', 'setInterval(() => {}, 1e6)']);
    return {
      carry: ([path = ''], to) =>
        timed(async () => {
          const taking = start([process.execPath, PROGRAM, 'take', join(to, basename(path))]);
          const [, port = ''] = await taking.until(/ready at (\d+)/);
          const peak = await run([process.execPath, PROGRAM, 'give', port, path]);
          await taking.ended;
          return [peak];
        }),
      server,
      stop: () => server.stop(),
    };
  },
};
