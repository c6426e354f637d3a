/** `/role`: what everybody may do here, and giving somebody another role. */
import {setRole} from '../../actions/presence.ts';
import type {Command, Outcome} from '../command.ts';
import {personWords} from '../../wording/nameWords.ts';
import {rightsRows} from '../../wording/rightsRows.ts';
import {ChatError} from '../../../shared/errors.ts';
import {aRole, isServerRole, SERVER_ROLES} from '../../../shared/roles.ts';

const USAGE = `/role @name ${SERVER_ROLES.join('|')}`;

export const role: Command = {
  name: 'role',
  aliases: ['roles'],
  usage: '[@name role]',
  summary: 'Shows who may do what on this server, or gives somebody another role.',
  details: [
    `Roles on the server: ${SERVER_ROLES.join(', ')}. You can give roles below your own to people below you.`,
    'Giving owner hands the server over: there is one, and you are an admin then.',
  ],
  complete: (state, words, started) =>
    words.length === 0 ? personWords(state, started) : SERVER_ROLES.filter(one => one.startsWith(started)),
  async run(client, {words}): Promise<Outcome> {
    const [name, wanted] = words;
    if (name === undefined) return {kind: 'show', title: 'Roles', rows: rightsRows(client.getState())};
    if (wanted === undefined || words.length > 2 || !isServerRole(wanted)) throw new ChatError('command-usage', USAGE);
    await setRole(client, name, wanted);
    return {
      kind: 'told',
      sentence: `@${name.replace(/^@/, '')} is ${wanted === 'owner' ? 'the owner' : aRole(wanted)} now.`,
    };
  },
};
