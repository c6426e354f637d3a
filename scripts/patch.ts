/** What a patch of a bundled library is: its kinds, and what each needs to be applied and checked by the build. */

/** In order of preference; only an embedding changes the library's own code, in one expression. */
export type Patch = Wrapper | Replacement | Embedding;

interface Named {
  /** For `CHAT_TUI_WITHOUT`, and in the table of `docs/adr/0010-patches-of-libraries.md`. */
  name: string;
  /** The module that is patched, as a path inside `node_modules`. */
  module: string;
}

/** Importers of the module get its default export wrapped by a function of this project. */
export interface Wrapper extends Named {
  kind: 'wrapper';
  /** The file that exports the wrapper. */
  from: string;
  wrapper: string;
  /** The module exports only a function and is evaluated at its first call, because its evaluation takes long. */
  isLazy?: true;
  /** Second argument of the wrapper: an export of another package. */
  also?: {name: string; from: string};
}

/** The whole module is replaced by another one. */
export interface Replacement extends Named {
  kind: 'replacement';
  /** Source text of the other one. */
  code(): string;
}

/** The file that the module reads from beside itself when it is loaded becomes part of the module, for a bundle. */
export interface Embedding extends Named {
  kind: 'embedding';
  /** Name of that file. */
  file: string;
}
