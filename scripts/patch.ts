/** What a patch of a bundled library is: how it is made, and how the build notices that it no longer fits. */

/** In order of preference: all but the last leave the library's code as it was published. */
export type Patch = Wrapper | Replacement | SourcePatch;

interface Named {
  /** For `CHAT_TUI_WITHOUT`, and in the table of `docs/adr/0010-patches-of-libraries.md`. */
  name: string;
  /** The module that is patched, as a path inside `node_modules`. */
  module: string;
}

/** Whoever imports the module gets its default export wrapped by a function of ours. */
export interface Wrapper extends Named {
  kind: 'wrapper';
  /** The file that exports the wrapper. */
  from: string;
  wrapper: string;
  /** The module has nothing but a function, and is evaluated when that is first called: what it needs takes long to make. */
  isLazy?: true;
  /** What else the wrapper takes: an export of another package. */
  also?: {name: string; from: string};
}

/** The whole module is another one. */
export interface Replacement extends Named {
  kind: 'replacement';
  /** What the other one says. */
  code(): string;
}

/** Other source text; there is none at the moment. */
export interface SourcePatch extends Named {
  kind: 'source';
  says: string | RegExp;
  shallSay: string;
  /** How often the module says it. */
  places: number;
}
