/** Makes Ink's drawing fast enough for 200×50 and a flood: what it works out anew for every frame is kept while it stays the same. */
import {readFileSync} from 'node:fs';
import {dirname, resolve} from 'node:path';
import type {Plugin} from 'esbuild';

interface Wrapping {
  file: RegExp;
  /** How the file exports what is wrapped, without `export default `. */
  says: string;
  /** With what else of that file the wrapper needs. */
  what: string;
  /** The wrapper, and its file in `src/tui/terminal`. */
  by: string;
  from: string;
}

/** When an update of a library says something else, the build fails. */
const WRAPPINGS: readonly Wrapping[] = [
  {
    file: /ink\/build\/output\.js$/,
    says: 'class Output {',
    what: 'Output, styledCharsToString',
    by: 'joinRows',
    from: 'frameRows.ts',
  },
  {
    file: /ink\/build\/sanitize-ansi\.js$/,
    says: 'sanitizeAnsi;',
    what: 'sanitizeAnsi',
    by: 'quickSanitize',
    from: 'quickText.ts',
  },
  {
    file: /\/widest-line\/index\.js$/,
    says: 'function widestLine(',
    what: 'widestLine',
    by: 'quickWidest',
    from: 'quickText.ts',
  },
  {
    file: /ink\/build\/measure-text\.js$/,
    says: 'measureText;',
    what: 'measureText',
    by: 'quickMeasure',
    from: 'quickText.ts',
  },
  {
    file: /ink\/build\/line-update\.js$/,
    says: 'function lineUpdate(',
    what: 'lineUpdate',
    by: 'quickChange',
    from: 'rowChange.ts',
  },
  {
    file: /\/string-width\/index\.js$/,
    says: 'function stringWidth(',
    what: 'stringWidth',
    by: 'quickWidth',
    from: 'quickText.ts',
  },
];

export const ink: Plugin = {
  name: 'ink',
  setup(bundle) {
    let found = 0;
    for (const {file, says, what, by, from} of WRAPPINGS) {
      bundle.onLoad({filter: file}, ({path}) => {
        const code = readFileSync(path, 'utf8');
        if (code.includes(`export default ${says}`)) found++;
        const source = JSON.stringify(resolve('src/tui/terminal', from));
        const parts = [
          `import {${by}} from ${source};`,
          code.replace(`export default ${says}`, says),
          `export default ${by}(${what});`,
        ];
        return {contents: parts.join('\n'), resolveDir: dirname(path)};
      });
    }
    bundle.onEnd(() =>
      found === WRAPPINGS.length ? {} : {errors: [{text: 'WRAPPINGS in scripts/ink.ts is out of date.'}]},
    );
  },
};
