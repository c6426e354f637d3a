/** A form of a few masked fields. */
import {wrapColumns} from '../../../shared/text/columns.ts';
import {display} from '../../../shared/text/safeText.ts';
import type {OverlayEffect, OverlayKind} from '../../overlay.ts';
import {drawField, emptyField, typeInto, type Field} from '../../writing/field.ts';
import {Lines} from './lines.tsx';

export interface SecretForm {
  labels: readonly string[];
  fields: readonly Field[];
  focused: number;
  sentence: string;
  isWaiting: boolean;
}

export interface Fault {
  sentence: string;
  /** Index of the field to be corrected. */
  focused: number;
}

interface SecretFormKind<Form extends SecretForm> {
  name: string;
  title: (form: Form) => string;
  hint: string;
  /** Checks the input before it is sent. */
  judge: (form: Form, typed: readonly string[]) => Fault | undefined;
  effect: (form: Form, typed: readonly string[]) => OverlayEffect;
  waiting: string;
}

const LABEL_COLUMNS = 22;

export const emptyForm = (labels: readonly string[]): SecretForm => ({
  labels,
  fields: labels.map(() => emptyField),
  focused: 0,
  sentence: '',
  isWaiting: false,
});

export function secretFormKind<Form extends SecretForm>(of: SecretFormKind<Form>): OverlayKind<Form> {
  const submit = (form: Form): {inner: Form; effects?: OverlayEffect[]} => {
    const typed = form.fields.map(({text}) => text);
    const fault = of.judge(form, typed);
    if (fault === undefined)
      return {inner: {...form, sentence: '', isWaiting: true}, effects: [of.effect(form, typed)]};
    // A wrong repetition is cleared.
    const isAgain = fault.focused > 0 && fault.focused === form.fields.length - 1;
    const fields = form.fields.map((field, index) => (isAgain && index === fault.focused ? emptyField : field));
    return {inner: {...form, ...fault, fields}};
  };
  return {
    name: of.name,
    title: of.title,
    hint: of.hint,
    wanted: ({labels}) => ({columns: 58, rows: labels.length + 3}),
    on(form, event) {
      if (event.type === 'done' && form.isWaiting) return {};
      if (event.type === 'failed' && form.isWaiting) {
        const fields = [emptyField, ...form.fields.slice(1)];
        return {inner: {...form, fields, focused: 0, sentence: event.sentence, isWaiting: false}};
      }
      if (event.type !== 'key') return {inner: form};
      const {key} = event;
      if (key.chord === 'escape' || key.chord === 'ctrl+c') return {};
      if (form.isWaiting) return {inner: form};
      const last = form.labels.length - 1;
      if (key.chord === 'enter' && form.focused === last) return submit(form);
      const step = {tab: 1, down: 1, enter: 1, 'shift+tab': -1, up: -1}[key.chord];
      if (step !== undefined) return {inner: {...form, focused: Math.max(0, Math.min(form.focused + step, last))}};
      const fields = form.fields.map((field, index) => (index === form.focused ? typeInto(field, key) : field));
      return {inner: {...form, fields, sentence: ''}};
    },
    draw({labels, fields, focused, sentence, isWaiting}, {theme}, size) {
      const isNarrow = size.columns < LABEL_COLUMNS + 12;
      const labelColumns = isNarrow ? 0 : LABEL_COLUMNS;
      const rows = fields.flatMap((field, index) => {
        const isFocused = index === focused && !isWaiting;
        const label = labels[index] ?? '';
        const look = {columns: size.columns - labelColumns, theme, isFocused, isMasked: true};
        const shown = drawField(field, look);
        if (isNarrow) return [isFocused ? theme.accent(label) : theme.dim(label), shown];
        return [(isFocused ? theme.accent(label) : label) + ' '.repeat(LABEL_COLUMNS - label.length) + shown];
      });
      const said = isWaiting ? theme.dim(of.waiting) : '';
      const faults = sentence === '' ? [said] : wrapColumns(display(sentence, 'line'), size.columns).map(theme.bad);
      return <Lines lines={[...rows, ...(isNarrow ? [] : ['']), ...faults]} size={size} />;
    },
  };
}
