/** `Ctrl+G`: goes to a room, a person or a command by a few letters of its name. */
import {clipColumns, columnsOf} from '../../shared/text/columns.ts';
import type {RoomSummary} from '../../shared/model.ts';
import {openOverlay, type Overlay, type OverlayKind, type OverlaySize} from '../overlay.ts';
import type {Theme} from '../theme.ts';
import {drawField, fieldOf, typeInto, type Field} from '../writing/field.ts';
import {firstShown} from '../rows/list.ts';
import {indexOfChosen} from './parts/chosenItem.ts';
import {clamp, inRow, Lines, stepOf} from './parts/lines.tsx';
import {keyOfPlace, placesFor, type Place} from './picking/places.ts';

interface Switcher {
  field: Field;
  /** Key of the selected place, because the list may change. Absent: the first one. */
  chosen?: string | undefined;
  /** Rooms that can be joined; absent until the server has answered. */
  listed?: readonly RoomSummary[];
}

const switcher: OverlayKind<Switcher> = {
  name: 'switcher',
  closedBy: 'goTo',
  title: () => 'Go to',
  hint: '{escape} close · Enter go · # rooms · @ people · / commands',
  wanted: () => ({columns: 60, rows: 16}),
  on(inner, event) {
    if (event.type === 'roomsListed') return {inner: {...inner, listed: event.rooms}};
    if (event.type !== 'key') return {inner};
    const {key, facts, size} = event;
    const places = placesFor(inner.field.text, facts, inner.listed);
    const at = indexOfChosen(places, keyOfPlace, inner.chosen);
    if (['escape', 'ctrl+c'].includes(key.chord)) return {};
    if (key.chord === 'enter') {
      const place = places[at];
      return place === undefined ? {inner} : {effects: [place.effect]};
    }
    const step = {tab: 1, 'shift+tab': -1}[key.chord] ?? stepOf(key.chord, size.rows - 1);
    if (step !== undefined) return {inner: withChosen(inner, places[clamp(Math.max(0, at) + step, places.length)])};
    const field = typeInto(inner.field, key);
    return {inner: {...inner, field, chosen: field.text === inner.field.text ? inner.chosen : undefined}};
  },
  choose(inner, row, facts, size) {
    const places = placesFor(inner.field.text, facts, inner.listed);
    const before = indexOfChosen(places, keyOfPlace, inner.chosen);
    const first = firstShown(places.length, Math.max(1, size.rows - 1), before);
    const at = inRow(row - 1, first, places.length);
    return at === undefined ? undefined : withChosen(inner, places[at]);
  },
  draw({field, chosen, listed}, facts, size) {
    const {theme} = facts;
    const places = placesFor(field.text, facts, listed);
    const at = indexOfChosen(places, keyOfPlace, chosen);
    const rows = Math.max(1, size.rows - 1);
    const first = firstShown(places.length, rows, at);
    const shown = places
      .slice(first, first + rows)
      .map((place, index) => rowOf(place, first + index === at, size, theme));
    const input = drawField(field, {
      columns: size.columns - 2,
      theme,
      isFocused: true,
      placeholder: 'type a few letters',
    });
    const nothing = places.length === 0 ? [theme.dim('Nothing has these letters.')] : [];
    return <Lines lines={[`${theme.accent('> ')}${input}`, ...shown, ...nothing]} size={size} />;
  },
};

const withChosen = (inner: Switcher, place: Place | undefined): Switcher =>
  place === undefined ? inner : {...inner, chosen: keyOfPlace(place)};

function rowOf({label, note, badge}: Place, isChosen: boolean, {columns}: OverlaySize, theme: Theme): string {
  const room = columns - (badge === '' ? 0 : columnsOf(badge) + 1) - 2;
  const name = clipColumns(label, room);
  const quiet = clipColumns(note, room - columnsOf(name) - 2);
  const gap = ' '.repeat(Math.max(0, room - columnsOf(name) - columnsOf(quiet) - 2));
  const end = badge === '' ? '' : ` ${badge}`;
  if (isChosen) return theme.selected(` ${name}  ${quiet}${gap}${end} `);
  return ` ${name}  ${theme.dim(quiet)}${gap}${badge.startsWith('@') ? theme.mention(end) : theme.bold(end)} `;
}

export const openSwitcher = (typed = ''): Overlay =>
  openOverlay(switcher, {field: fieldOf(typed)}, [{type: 'listRooms'}]);
