/** `/passwd`: the old password, the new one, the new one again. */
import {sentenceOf} from '../../shared/errors.ts';
import {passwordForm, passwordLengthFault} from '../../shared/access/password.ts';
import {wrapColumns} from '../../shared/text/columns.ts';
import {display} from '../../shared/text/text.ts';
import {openOverlay, type Overlay, type OverlayKind} from '../overlay.ts';
import {drawField, emptyField, typeInto, type Field} from '../writing/field.ts';
import {Lines} from './lines.tsx';

interface Form {
  fields: readonly Field[];
  focused: number;
  sentence: string;
  isWaiting: boolean;
}

const LABELS = ['Old password', 'New password', 'New password again'] as const;
const LABEL_COLUMNS = 20;

function judge([oldPassword, newPassword, again]: readonly string[]): {sentence: string; focused: number} | undefined {
  if (oldPassword === undefined || oldPassword === '') return {sentence: 'Type your old password.', focused: 0};
  const fault = passwordLengthFault(newPassword ?? '');
  if (fault !== undefined) return {sentence: sentenceOf(fault), focused: 1};
  if (passwordForm(newPassword ?? '') !== passwordForm(again ?? ''))
    return {sentence: 'The new passwords differ. Type the new one again.', focused: 2};
  return undefined;
}

function submit(form: Form): ReturnType<OverlayKind<Form>['on']> {
  const [oldPassword = '', newPassword = '', again = ''] = form.fields.map(field => field.text);
  const fault = judge([oldPassword, newPassword, again]);
  if (fault !== undefined) {
    const fields = form.fields.map((field, index) => (fault.focused === 2 && index === 2 ? emptyField : field));
    return {inner: {...form, ...fault, fields}};
  }
  return {
    inner: {...form, sentence: '', isWaiting: true},
    effects: [{type: 'changePassword', oldPassword, newPassword}],
  };
}

const passwordFormKind: OverlayKind<Form> = {
  name: 'passwordForm',
  title: () => 'Change password',
  hint: 'Esc cancel · Tab next · Enter change',
  wanted: () => ({columns: 56, rows: 6}),
  on(form, event) {
    if (event.type === 'done' && form.isWaiting) return {};
    if (event.type === 'failed' && form.isWaiting) {
      return {
        inner: {fields: [emptyField, ...form.fields.slice(1)], focused: 0, sentence: event.sentence, isWaiting: false},
      };
    }
    if (event.type !== 'key') return {inner: form};
    const {key} = event;
    if (key.chord === 'escape' || key.chord === 'ctrl+c') return {};
    if (form.isWaiting) return {inner: form};
    const last = LABELS.length - 1;
    if (key.chord === 'enter' && form.focused === last) return submit(form);
    const step = {tab: 1, down: 1, enter: 1, 'shift+tab': -1, up: -1}[key.chord];
    if (step !== undefined) return {inner: {...form, focused: Math.max(0, Math.min(form.focused + step, last))}};
    const fields = form.fields.map((field, index) => (index === form.focused ? typeInto(field, key) : field));
    return {inner: {...form, fields, sentence: ''}};
  },
  draw({fields, focused, sentence, isWaiting}, {theme}, size) {
    const isNarrow = size.columns < LABEL_COLUMNS + 12;
    const labelColumns = isNarrow ? 0 : LABEL_COLUMNS;
    const rows = fields.flatMap((field, index) => {
      const isFocused = index === focused && !isWaiting;
      const label = LABELS[index] ?? '';
      const look = {columns: size.columns - labelColumns, theme, isFocused, isMasked: true};
      const shown = drawField(field, look);
      if (isNarrow) return [isFocused ? theme.accent(label) : theme.dim(label), shown];
      return [(isFocused ? theme.accent(label) : label) + ' '.repeat(LABEL_COLUMNS - label.length) + shown];
    });
    const said = isWaiting ? theme.dim('Changing…') : '';
    const faults = sentence === '' ? [said] : wrapColumns(display(sentence, 'line'), size.columns).map(theme.bad);
    return <Lines lines={[...rows, ...(isNarrow ? [] : ['']), ...faults]} size={size} />;
  },
};

export const openPasswordForm = (): Overlay =>
  openOverlay(passwordFormKind, {fields: LABELS.map(() => emptyField), focused: 0, sentence: '', isWaiting: false});
