/** Reads every import and every file's shape: the layers, the owners, the lists and the sizes that ARCHITECTURE.md promises. */
import {describe, expect, test} from '@jest/globals';
import {existsSync, globSync, readdirSync, readFileSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {
  arrowsIn,
  byPath,
  cyclesIn,
  isOurs,
  sources,
  targetOf,
  withoutComments,
  type Source,
} from './support/suite/sources.ts';

const layerOf = (path: string) => path.split('/')[1] ?? '';
const violations = (wrong: (source: Source, name: string) => boolean) =>
  sources.flatMap(source => source.imports.filter(name => wrong(source, name)).map(name => `${source.path} → ${name}`));

const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  shared: ['shared'],
  server: ['server', 'shared'],
  client: ['client', 'shared'],
  tui: ['tui', 'client', 'shared'],
  cli: ['cli', 'tui', 'client', 'server', 'shared'],
};

/** Package → the only files that may know it. */
const OWNERS: readonly (readonly [what: RegExp, where: RegExp])[] = [
  [/^socket\.io$/, /^src\/server\/sockets\//],
  [/^socket\.io-client$/, /^src\/client\/line\/socket\.ts$/],
  [/^(ink|react)($|[-/])/, /^src\/tui\//],
  [/^zod($|\/)/, /^src\/shared\//],
  [/^node:sqlite$/, /^src\/server\/stores\/|^src\/client\/local\//],
  [/^(commander|smol-toml)$/, /^src\/cli\//],
  [/^keytar$/, /^src\/client\//],
  [/^(@node-rs\/argon2|pino|prom-client)$/, /^src\/server\//],
  [/^@tus\//, /^src\/server\/files\//],
  [/^tus-js-client$/, /^src\/client\//],
  [/^(yauzl|image-size)$/, /^src\/client\/transfers\/preview\//],
  [/^(@cwasm\/|omggif$|node:worker_threads$)/, /^src\/tui\/pictures\//],
  [/^age-encryption/, /^src\/shared\/sealed\//],
  [/^@scure\//, /^src\/(?:shared\/sealed\/|server\/signIn\/totp\.ts$)/],
  [/^(dns-packet|node:dgram)$/, /^src\/shared\/nearby\//],
  [/^node:readline/, /^src\/cli\//],
  // Nothing that anybody said is ever part of a command. These start our own server, `systemd-notify`, the command of `run`, the
  // editor that the environment names, and programs of the desktop.
  [
    /^node:child_process$/,
    /^src\/cli\/(?:serving\/(?:embedded|serviceManager)|posting\/command|screening\/externalEditor|desktop\/programs)\.ts$/,
  ],
];

/** Code (not an import) → where alone it may stand. */
const OWN_WORDS: readonly (readonly [what: RegExp, where: RegExp])[] = [
  [/\bprocess\.env\b/, /^src\/cli\//],
  [/\bprocess\.exit\b/, /^src\/cli\//],
  [/\bprocess\.(on|once)\(/, /^src\/cli\//],
];

describe('layers', () => {
  test('every import goes in the direction of the drawing', () => {
    const wrong = violations(
      (source, name) =>
        isOurs(name) && !(MAY_IMPORT[layerOf(source.path)] ?? []).includes(layerOf(targetOf(source, name))),
    );
    expect(wrong).toEqual([]);
  });

  test('every outside package has one owner', () => {
    const wrong = violations((source, name) =>
      OWNERS.some(([what, where]) => what.test(name) && !where.test(source.path)),
    );
    expect(wrong).toEqual([]);
  });

  test('environment, exits and signals belong to the command line', () => {
    const wrong = sources.flatMap(({path, code}) =>
      OWN_WORDS.filter(([what, where]) => what.test(withoutComments(code)) && !where.test(path)).map(
        ([what]) => `${path}: ${what.source}`,
      ),
    );
    expect(wrong).toEqual([]);
  });

  // A start has no time for it.
  test.each([
    ['node:http, which loads undici', /'node:http'/, /^$/],
    [
      'the network',
      /'(node:(https|tls|zlib)|socket\.io-client)'/,
      /^src\/(server\/|tui\/pictures\/pictureWorker|client\/line\/socket)/,
    ],
    [
      'the protocol',
      /'[./]+shared\/(protocol|admin\/schemas)\.ts'/,
      /^src\/(shared|server|cli)\/|\/line\/validate\.ts$/,
    ],
  ])('nothing but types comes from %s', (_what, from, where) => {
    const values = new RegExp(`^import (?!type )[^;]*?from ${from.source};`, 'm');
    expect(sources.filter(({path, code}) => values.test(code) && !where.test(path)).map(({path}) => path)).toEqual([]);
  });

  test('every import of ours names an existing file with its extension', () => {
    expect(violations((source, name) => isOurs(name) && !byPath.has(targetOf(source, name)))).toEqual([]);
  });

  test('no file imports itself by a detour', () => {
    expect(cycles()).toEqual([]);
  });
});

describe('folders', () => {
  test('no two import each other, except a folder and what is inside it', () => {
    const arrows = new Set(
      sources.flatMap(source =>
        source.imports.filter(isOurs).map(name => `${dirname(source.path)} ${dirname(targetOf(source, name))}`),
      ),
    );
    const mutual = [...arrows].filter(arrow => {
      const [from = '', to = ''] = arrow.split(' ');
      const isInside = from.startsWith(`${to}/`) || to.startsWith(`${from}/`);
      return from < to && !isInside && arrows.has(`${to} ${from}`);
    });
    expect(mutual).toEqual([]);
  });
});

describe('rooms', () => {
  const withFolders = readdirSync('src', {recursive: true, withFileTypes: true}).filter(entry => entry.isDirectory());
  const folders = [...new Set(withFolders.map(({parentPath}) => parentPath))].filter(folder => folder !== 'src');

  test('of the layers and of folders in them are looked at', () => {
    expect(folders).toEqual(expect.arrayContaining(['src/server', 'src/server/stores/sqlite', 'src/shared/sealed']));
  });

  test.each(folders)('of %s stand in floors: none is above what it stands on, by no detour', folder => {
    expect(cyclesIn(arrowsIn(folder))).toEqual([]);
  });

  test('hold at most 15 files each, but lists: a folder beside the file that names all of its things', () => {
    const isList = (folder: string) => existsSync(`${folder}.ts`) || folder === 'src/server/admin/commands';
    const others = globSync('{bench,faults,scripts,__tests__/support}/**/*.{ts,tsx,js}');
    const large = [...new Set([...sources.map(({path}) => path), ...others].map(path => dirname(path)))]
      .filter(folder => !isList(folder))
      .map(folder => ({folder, count: readdirSync(folder).filter(name => /\.(tsx?|js)$/.test(name)).length}))
      .filter(({count}) => count > 15);
    expect(large).toEqual([]);
  });
});

describe('ARCHITECTURE.md', () => {
  const text = readFileSync('ARCHITECTURE.md', 'utf8');

  /** The table whose first heading is the name of the layer. */
  const tableOf = (layer: string) => new RegExp(`^\\| \`${layer}\` \\|(?:.+\\n)+`, 'm').exec(text)?.[0] ?? '';

  test.each(Object.keys(MAY_IMPORT))(
    'says of every folder of %s what it is about, in the table of that layer',
    layer => {
      const folders = readdirSync(join('src', layer), {withFileTypes: true}).filter(entry => entry.isDirectory());
      expect(folders.map(({name}) => name).filter(name => !tableOf(layer).includes(`\`${name}\``))).toEqual([]);
    },
  );

  test('names files that are there', () => {
    const named = [...text.matchAll(/`(\w+\/[^`\s]+\.tsx?)`/g)].map(([, path = '']) => path);
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter(path => !existsSync(path) && !existsSync(join('src', path)))).toEqual([]);
  });
});

describe('files', () => {
  test('each opens with one sentence that says what it is for', () => {
    const wrong = sources
      .filter(({code}) => !/^(?:#!.*\n)?\/\*\*\s+(?:\* )?[A-Z`#"'(][^]*?[.:]\s*\*\//.test(code))
      .map(({path}) => path);
    expect(wrong).toEqual([]);
  });

  test('each has at most 250 lines of code', () => {
    const tooLong = sources
      .map(({path, code}) => ({
        path,
        lines: withoutComments(code)
          .split('\n')
          .filter(line => line.trim() !== '').length,
      }))
      .filter(({lines}) => lines > 250);
    expect(tooLong).toEqual([]);
  });

  const everywhere = ['src', 'scripts', 'bench', 'faults', '__tests__', 'bin']
    .flatMap(folder => globSync(`${folder}/**/*.{ts,tsx,js}`))
    .filter(path => !path.includes('/released/') && !path.includes('/migrations/'))
    .map(path => ({path, code: readFileSync(path, 'utf8')}));

  test('a parameter has no number, because the oldest Node cannot bind it by its place', () => {
    expect(sources.filter(({code}) => /[=(<>,] ?\?\d/.test(code)).map(({path}) => path)).toEqual([]);
  });

  test('a bound limit has a plus sign, without which SQLite prepares the statement anew at each call', () => {
    expect(sources.filter(({code}) => /\bLIMIT \?/.test(code)).map(({path}) => path)).toEqual([]);
  });

  test('no line has over 130 columns, but a regular expression, data in base64, and migrations, which stay as they were', () => {
    const isWhole = (line: string) => /^\s*(?:\/.*\/[a-z]*|'[\w+/=]+'(?: \+)?)[;,]?$/.test(line);
    const others = globSync(['*.js', '.ci/*', 'deploy/*', '{bench,faults,scripts,__tests__}/**/*.{c,h,py,sh}']);
    expect(others).toEqual(
      expect.arrayContaining(['.ci/run', 'bench/load/load.c', 'deploy/Dockerfile', 'scripts/readSealed.py']),
    );
    const wide = [...everywhere, ...others.map(path => ({path, code: readFileSync(path, 'utf8')}))]
      .flatMap(({path, code}) => code.split('\n').map((line, at) => ({line, where: `${path}:${at + 1}`})))
      .filter(({line}) => Array.from(line).length > 130 && !isWhole(line));
    expect(wide.map(({where}) => where)).toEqual([]);
  });

  test('a comment that documents something is not followed by another one', () => {
    const orphans = everywhere.flatMap(({path, code}) =>
      Array.from(code.matchAll(/^\s*\/\*\*(?:[^*]|\*(?!\/))*\*\/\n\s*\/\*\*/gm))
        .filter(({index}) => code.slice(0, index).replace(/^#!.*\n/, '') !== '')
        .map(({index}) => `${path}:${code.slice(0, index).split('\n').length}`),
    );
    expect(orphans).toEqual([]);
  });

  test('none is an index, re-exports everything or exports a default', () => {
    const wrong = sources.filter(
      ({path, code}) =>
        /\/index\.tsx?$/.test(path) || /^export \*/m.test(code) || /^export default/m.test(withoutComments(code)),
    );
    expect(wrong.map(({path}) => path)).toEqual([]);
  });
});

describe('lists', () => {
  /** A list is a file beside a folder of the same name: `verbs.ts` and `verbs/`. */
  const lists = sources.filter(
    ({path}) => path.endsWith('s.ts') && existsSync(path.slice(0, -'.ts'.length)) && isList(path),
  );

  test('there are some', () => {
    expect(lists.length).toBeGreaterThan(3);
  });

  test('each holds only export lines, or rows of a table that load a file each', () => {
    const wrong = lists.filter(
      ({code}) =>
        withoutComments(code)
          .replace(/export \{[^}]+\} from '\.\/[^']+';/g, '')
          .replace(/export const [A-Z_]+ = \[\n(?: {2}\['[^']+', \(\) => import\('\.\/[^']+'\)\],\n)+\] as const;/, '')
          .trim() !== '',
    );
    expect(wrong.map(({path}) => path)).toEqual([]);
  });

  test('each names every file of its folder that nobody else uses', () => {
    const forgotten = lists.flatMap(list => {
      const folder = list.path.slice(0, -'.ts'.length);
      const used = sources.flatMap(source => source.imports.map(name => targetOf(source, name)));
      return readdirSync(folder)
        .filter(file => /\.tsx?$/.test(file))
        .map(file => join(folder, file))
        .filter(file => !used.includes(file));
    });
    expect(forgotten).toEqual([]);
  });

  function isList(path: string): boolean {
    const folder = `./${basename(path, '.ts')}/`;
    return (byPath.get(path)?.imports ?? []).every(name => name.startsWith(folder));
  }
});

/** Types count like everything else. */
const cycles = (): string[] =>
  cyclesIn(
    new Map(
      sources.map(source => [source.path, source.imports.filter(isOurs).map(name => targetOf(source, name))] as const),
    ),
  );
