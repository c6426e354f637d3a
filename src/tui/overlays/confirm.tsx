/** A question with a few answers; Enter chooses the first. */
import {columnsOf, wrapColumns} from '../../shared/text/columns.ts';
import {display} from '../../shared/text/safeText.ts';
import {openOverlay, type Overlay, type OverlayKind} from '../overlay.ts';
import {latinChord} from '../terminal/input/layouts.ts';
import {clamp, inRow, Lines} from './parts/lines.tsx';

interface Choice {
  /** Value in the effect `answer`. `cancel` closes the question without an effect. */
  choice: string;
  /** Lower-case letter that chooses this answer at once. */
  key: string;
  label: string;
}

interface Confirm {
  question: string;
  title: string;
  text: string;
  choices: readonly Choice[];
  chosen: number;
  /** Choice made by Esc; absent: none. */
  escape?: string | undefined;
}

const TEXT_COLUMNS = 56;

const confirm: OverlayKind<Confirm> = {
  name: 'confirm',
  title: ({title}) => title,
  hint: '{escape} cancel · Enter choose',
  wanted({text, choices}, columnsMax) {
    const columns = Math.min(columnsMax, Math.max(TEXT_COLUMNS, ...choices.map(choice => columnsOf(choice.label) + 8)));
    return {columns, rows: wrapColumns(text, columns).length + 1 + choices.length};
  },
  on(inner, event) {
    if (event.type === 'done') return {};
    if (event.type !== 'key') return {inner};
    const chord = latinChord(event.key.chord);
    const {choices, question} = inner;
    const answer = (choice: string | undefined) =>
      choice === undefined || choice === 'cancel' ? {} : {effects: [{type: 'answer' as const, question, choice}]};
    if (chord === 'escape' || chord === 'ctrl+c') return answer(inner.escape);
    if (chord === 'enter') return answer(choices[inner.chosen]?.choice);
    const direct = choices.find(({key}) => key === chord.toLowerCase());
    if (direct !== undefined) return answer(direct.choice);
    const step = {up: -1, 'shift+tab': -1, down: 1, tab: 1, left: -1, right: 1}[chord];
    return {inner: step === undefined ? inner : {...inner, chosen: clamp(inner.chosen + step, choices.length)}};
  },
  choose(inner, row, _facts, size) {
    const {choices, text} = inner;
    const room = Math.max(1, size.rows - choices.length - 1);
    const textRows = wrapColumns(text, size.columns).slice(0, room).length;
    const cut = Math.max(0, textRows + 1 + choices.length - size.rows);
    const chosen = inRow(row - (textRows + 1 - cut), 0, choices.length);
    return chosen === undefined ? undefined : {...inner, chosen};
  },
  draw({text, choices, chosen}, {theme}, size) {
    const answers = choices.map(({key, label}, index) => {
      const line = ` ${key}  ${label} `;
      return index === chosen ? theme.selected(line) : line;
    });
    const room = Math.max(1, size.rows - answers.length - 1);
    const lines = [...wrapColumns(text, size.columns).slice(0, room), '', ...answers];
    return <Lines lines={lines.slice(-size.rows)} size={size} />;
  },
};

/**
 * @param text its untrusted parts have not passed `display()`
 * @param name identifies the question for `tellOverlay`, if an event `done` can withdraw it
 */
export function openConfirm({
  name = confirm.name,
  ...asked
}: {
  name?: string;
  question: string;
  title: string;
  text: string;
  choices: readonly Choice[];
  escape?: string;
}): Overlay {
  return openOverlay({...confirm, name}, {...asked, text: display(asked.text, 'block'), chosen: 0});
}
