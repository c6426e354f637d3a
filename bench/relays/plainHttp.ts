/** Reference: PUT to a file and GET from it with Node's streams on both sides; and the same server with curl at both ends. */
import {mkdirSync, readdirSync} from 'node:fs';
import {basename, join} from 'node:path';
import {ROOT, start} from '../measuring/processes.ts';
import {run, secondsOf, timed, type OpenedRelay, type Relay} from '../relay.ts';

type End = (port: string, paths: readonly string[]) => readonly string[];

async function open(folder: string, put: End, get: End): Promise<OpenedRelay> {
  const store = join(folder, 'store');
  mkdirSync(store);
  const server = start([process.execPath, join(ROOT, 'bench/references/httpStore.ts'), store]);
  const port = (await server.until(/ready at (\d+)/))[1]!;
  const up = (paths: readonly string[]) => run(put(port, paths));
  const down = (paths: readonly string[], to: string) =>
    run(
      get(
        port,
        paths.map(path => join(to, basename(path))),
      ),
    );
  return {
    carry: (paths, to) => timed(async () => [await up(paths), await down(paths, to)]),
    carryFolder: (path, to) =>
      timed(async () => {
        const into = join(to, basename(path));
        mkdirSync(into);
        const paths = readdirSync(path).map(name => join(path, name));
        return [await up(paths), await down(paths, into)];
      }),
    upThenDown: async (path, to) => ({
      upSeconds: await secondsOf(() => up([path])),
      downSeconds: await secondsOf(() => down([path], to)),
    }),
    server,
    stop: () => server.stop(),
  };
}

const client = (kind: string): End => {
  const program = join(ROOT, 'bench/references/httpClient.ts');
  return (port, paths) => [process.execPath, program, kind, port, ...paths];
};

const url = (port: string, path: string) => `http://127.0.0.1:${port}/${basename(path)}`;

export const plainHttp: Relay = {
  name: 'plain HTTP, PUT then GET',
  kind: 'reference',
  open: folder => open(folder, client('put'), client('get')),
};

export const curl: Relay = {
  name: 'curl, PUT then GET',
  kind: 'peer',
  needs: {program: 'curl', package: 'curl'},
  open: folder =>
    open(
      folder,
      (port, paths) => ['curl', '-sf', ...paths.flatMap(path => ['-T', path, url(port, path)])],
      (port, paths) => ['curl', '-sf', ...paths.flatMap(path => ['-o', path, url(port, path)])],
    ),
};
