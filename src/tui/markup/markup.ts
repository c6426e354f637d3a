/**
 * Loads the markup parser and the highlighter on demand: start does not wait for them, and messages are redrawn once they are
 * loaded.
 */
import type {highlightCode} from './highlight.ts';
import type {parseMarkup} from './parse.ts';

/** A new object each time a part is loaded: drawn rows are cached by it. */
export interface Markup {
  /** Absent until loaded. */
  parse?: typeof parseMarkup;
  highlight?: typeof highlightCode;
  /** Requests a part; it is loaded once, however often it is requested. */
  want(part: 'parse' | 'highlight'): void;
}

/**
 * @param onLoaded receives the new object after a part was loaded
 * @param serverUrl target of links that name no server
 */
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
    // Fails if the program was replaced by a newer version without this file; text is then shown as typed.
    loading.catch(() => {});
  }
  return current;
}
