/**
 * Loads the markup parser and the highlighter on demand: start does not wait for them, and messages are redrawn once they are
 * loaded.
 */
import type {highlightCode} from './highlight.ts';
import type {parseMarkup} from './parse.ts';

/** A new object each time a part is loaded: drawn rows are cached by it. */
export interface Markup {
  /** Absent until it is loaded. */
  parse?: typeof parseMarkup;
  highlight?: typeof highlightCode;
  /** A message needs it; asked any number of times, loads once. */
  want(part: 'parse' | 'highlight'): void;
}

/** @param onLoaded receives the object that replaces the one before. @param serverUrl target of links that name no server */
export function createMarkup(onLoaded: (markup: Markup) => void, serverUrl: () => string): Markup {
  const asked = new Set<string>();
  let current: Markup = {want};
  const loaded = (parts: Partial<Markup>) => {
    current = {...current, ...parts};
    onLoaded(current);
  };
  function want(part: 'parse' | 'highlight'): void {
    if (asked.has(part)) return;
    asked.add(part);
    const loading =
      part === 'parse'
        ? import('./parse.ts').then(({parseMarkup}) =>
            loaded({parse: (safeText, mentions) => parseMarkup(safeText, mentions, serverUrl())}),
          )
        : import('./highlight.ts').then(({highlightCode: highlight}) => loaded({highlight}));
    // A newer program in its place no longer has the file: then text stays as it was typed.
    loading.catch(() => {});
  }
  return current;
}
