/** Copies one message, or all from the marked to the selected one, as they were written. */
import {isIgnored} from '../../../client/state/room/ignored.ts';
import {copyOf, longCopyOf} from '../../chat/copies.ts';
import {messageLinkOf} from '../../../shared/words/messageLink.ts';
import {labelOf} from '../../../client/state/selectors.ts';
import {isMessageOrFile, type Entry} from '../../../shared/entries/entry.ts';
import {heldEntries} from '../../../client/state/room/pieces.ts';
import {codeIn, copyable} from '../../../shared/text/code.ts';
import {display} from '../../../shared/text/safeText.ts';
import {webLinksIn} from '../../../shared/words/webLink.ts';
import type {Choice} from '../../../client/input/command.ts';
import {openChoose} from '../../overlays.ts';
import {showOverlay} from '../../overlaying/overlaying.ts';
import type {Screen} from '../../screenContext.ts';
import type {Act} from '../act.ts';
import {chosenIn, leaveSelection, type Chosen} from './messages.ts';
import {write} from './writing.ts';

/** The selected message, or the selected range, oldest first. */
function taken(screen: Screen): {chosen: Chosen; entries: readonly Entry[]} | undefined {
  const chosen = chosenIn(screen);
  const from = screen.store.get().ui.selection?.markSeq;
  leaveSelection(screen);
  if (chosen === undefined) return undefined;
  const {one, entry, seq} = chosen;
  if (from === undefined) return {chosen, entries: [entry]};
  const [first, last] = [Math.min(from, seq), Math.max(from, seq)];
  const isIn = (other: Entry) =>
    other.seq >= first && other.seq <= last && isMessageOrFile(other) && !isIgnored(one, other);
  return {chosen, entries: heldEntries(one).filter(isIn)};
}

const copy =
  (textOf: (entry: Entry) => string): Act =>
  screen => {
    const found = taken(screen);
    if (found !== undefined)
      screen.copy(
        found.entries
          .map(textOf)
          .filter(text => text !== '')
          .join('\n'),
      );
  };

export const messageCopy = copy(copyOf);
export const messageCopyAll = copy(longCopyOf);

/** Copies the only text; of several, asks which one. */
function copyOne(screen: Screen, title: string, texts: readonly string[], none: string): void {
  const [only, other] = texts;
  if (only === undefined) return screen.client.notify('info', none);
  if (other === undefined) return screen.copy(only);
  const choices = texts.slice(0, 99).map((text, index): Choice => ({
    number: index + 1,
    row: text.slice(0, 300),
    take: () => Promise.resolve({kind: 'copy', text}),
  }));
  return showOverlay(screen, openChoose(title, choices));
}

export const messageCopyCode: Act = screen => {
  const texts = (taken(screen)?.entries ?? []).map(entry => ('text' in entry ? String(entry.text) : ''));
  const code = texts.flatMap(text => {
    const found = codeIn(text);
    const blocks = found.filter(({kind}) => kind === 'block');
    return (blocks.length > 0 ? blocks : found).map(({textFrom, textTo}) =>
      copyable(text.slice(textFrom, textTo).replace(/\n$/, '')),
    );
  });
  copyOne(screen, 'Copy which code?', code, 'There is no code in it.');
};

/** Copies a link in the message; if it has none, the permanent link to the message itself. */
export const messageCopyLink: Act = screen => {
  const found = taken(screen);
  if (found === undefined) return;
  const texts = found.entries.map(entry => ('text' in entry ? display(String(entry.text), 'message') : ''));
  const links = texts.flatMap(text => webLinksIn(text).flatMap(({link: {href}}) => (href === undefined ? [] : [href])));
  const {one, seq} = found.chosen;
  const own = messageLinkOf(screen.client.options.serverUrl, labelOf(one.room), seq);
  copyOne(screen, 'Copy which link?', links.length > 0 ? [...new Set(links)] : [own], '');
};

export const messageMark: Act = screen => {
  const {selection} = screen.store.get().ui;
  if (selection === undefined) return;
  const {roomId, seq, markSeq} = selection;
  screen.store.change({
    type: 'messageChosen',
    selection: markSeq === seq ? {roomId, seq} : {roomId, seq, markSeq: seq},
  });
};

/** Puts the text into the composer, where any terminal can select it. */
export const messageTake: Act = screen => {
  const found = taken(screen);
  const text = found === undefined ? '' : found.entries.map(copyOf).join('\n');
  if (text !== '') write(screen, text);
};
