/** Command-line options of an admin command. */
import type {AdminCommand} from '../shared/admin/command.ts';
import type {Verb} from './verb.ts';

export const optionsOf = ({fields}: AdminCommand): NonNullable<Verb['options']>[number][] =>
  Object.values(fields)
    .filter(({place}) => place === 'option')
    .map(({label, meaning}) => ({flags: label, meaning}));
