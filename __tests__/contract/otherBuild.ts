/**
 * `node __tests__/contract/otherBuild.ts FILE MINOR CAPABILITY…`: bundles today's client and server as a build of another minor
 * version that has these capabilities, and in which the topic of a room is an entry of another kind, `headline`. Libraries stay
 * outside.
 */
import {readFile} from 'node:fs/promises';
import {build, type Plugin} from 'esbuild';

const [file = '', minor = '', ...capabilities] = process.argv.slice(2);

/** End of a path → what is changed there, exactly once. */
const CHANGES: readonly (readonly [path: string, from: RegExp, to: string])[] = [
  ['src/shared/version.ts', /(?<=PROTOCOL_MINOR = )\d+(?=;)/, minor],
  ['src/shared/version.ts', /(?<=CAPABILITIES = )\[[^\]]+\](?= as const;)/, JSON.stringify(capabilities)],
  ['src/shared/entries/kinds/topic.ts', /(?<=entryKind\(\s*)'topic'/, "'headline'"],
  ['src/shared/entries/kinds.ts', /\{topic\}/, '{topic as headline}'],
  ['src/server/stores/sqlite/rooms/rooms.ts', /(?<=kind: )'topic'/, "'headline'"],
];

const other: Plugin = {
  name: 'other',
  setup(bundle) {
    const left = new Set(CHANGES);
    bundle.onLoad({filter: /\/src\/.*\.ts$/}, async ({path}) => {
      let contents = await readFile(path, 'utf8');
      for (const change of CHANGES.filter(([end]) => path.endsWith(end))) {
        const [, from, to] = change;
        if (!from.test(contents)) continue;
        contents = contents.replace(from, to);
        left.delete(change);
      }
      return {contents, loader: 'ts'};
    });
    bundle.onEnd(() => ({errors: [...left].map(([path, from]) => ({text: `${path} has no ${from.source}`}))}));
  },
};

const ENTRY = `
export {openServer} from './src/server/server.ts';
export {createLogger} from './src/server/logger.ts';
export {openClient} from './src/client/client.ts';
export {register} from './src/client/actions/account/session.ts';
export {sendText} from './src/client/actions/messages/message.ts';
export {until, untilStatus} from './src/client/log/waiting.ts';
`;
await build({
  stdin: {contents: ENTRY, resolveDir: process.cwd(), loader: 'ts'},
  outfile: file,
  bundle: true,
  format: 'esm',
  platform: 'node',
  packages: 'external',
  logLevel: 'error',
  plugins: [other],
});
