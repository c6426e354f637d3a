/** Steps of a second factor that the server requires before the login completes. */
import {sentenceOf} from '../../shared/errors.ts';
import {askPassword, onFactorAnswer, onFactorKey, type FactorAnswer, type FactorStep} from '../factor/setUp.ts';
import {fieldOf} from '../writing/field.ts';
import type {Key} from '../terminal/input/key.ts';
import {refused} from './startAccount.ts';
import type {AccountForm, FactorForm, StartStep} from './startState.ts';

/** Starts the setup; the password is known, since it was just accepted or chosen. */
export function beginFactor(form: AccountForm): StartStep {
  const {connected, name, password} = form;
  const setUp = {...askPassword(false), password: fieldOf(password), isWaiting: true};
  return {
    start: {screen: 'factor', form, setUp},
    effects: [{type: 'factor', connected, name, effect: {type: 'begin', password}}],
  };
}

export const onStartFactorKey = (start: FactorForm, key: Key): StartStep => taken(start, onFactorKey(start.setUp, key));

export function onStartFactorAnswer(start: FactorForm, answer: FactorAnswer): StartStep {
  if (start.setUp.step === 'asked' && answer.type === 'failed')
    return {start: refused(start.form, answer.code, answer.sentence)};
  return taken(start, onFactorAnswer(start.setUp, answer));
}

function taken({form}: FactorForm, {setUp, effect}: FactorStep): StartStep {
  const {connected, name, password} = form;
  if (effect?.type === 'done')
    // The code typed during setup also counts for the login that follows on this connection.
    return {
      start: {...form, mode: 'login', sentence: '', isWaiting: true},
      effects: [{type: 'login', connected, name, password}],
    };
  if (setUp === undefined)
    return {start: {...form, mode: 'login', isWaiting: false, sentence: sentenceOf('second-factor-missing')}};
  return {
    start: {screen: 'factor', form, setUp},
    ...(effect !== undefined && {effects: [{type: 'factor' as const, connected, name, effect}]}),
  };
}
