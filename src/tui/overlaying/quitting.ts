/** Quits the screen; asks first when files are in transfer or others would lose their server. */
import {mayOnServer} from '../../shared/access/roles.ts';
import {unsentCount} from '../../client/state/selectors.ts';
import type {Transfer} from '../../client/state/state.ts';
import {openConfirm} from '../overlays.ts';
import {showOverlay} from './overlaying.ts';
import type {Screen} from '../screenContext.ts';

export function quit(screen: Screen, quitMessage: string): void {
  const states = screen.servers.opened().map(({client}) => client.getState());
  const running = states
    .flatMap(({transferById}) => Object.values(transferById))
    .filter(({status}) => status === 'active' || status === 'verifying');
  const text = [runningWords(running), unsentWords(screen)].filter(words => words !== '').join(' ');
  if (text === '') return askAboutServer(screen, quitMessage);
  showOverlay(
    screen,
    openConfirm({
      question: quitMessage,
      title: 'Quit',
      text,
      choices: [
        {choice: 'leave', key: 'q', label: 'Quit'},
        {choice: 'cancel', key: 's', label: 'Stay'},
      ],
    }),
  );
}

const runningWords = (running: readonly Transfer[]): string =>
  running.length === 0
    ? ''
    : `${running.length === 1 ? 'A file is' : `${running.length} files are`} on the way: ${running
        .slice(0, 3)
        .map(({name}) => name)
        .join(', ')}. They go on where they stopped at the next start.`;

/** Mentions unsent messages when there are several servers; with one, they are visible on screen anyway. */
function unsentWords({servers}: Screen): string {
  if (!servers.isSeveral()) return '';
  const waiting = servers.opened().flatMap(({profile, client}) => {
    const count = unsentCount(client.getState());
    return count === 0 ? [] : [`${count} for ${profile.name}`];
  });
  return waiting.length === 0
    ? ''
    : `Messages that are not sent yet: ${waiting.join(', ')}. They stay on this machine and go at the next start.`;
}

/** An embedded server that others use and that this user may stop. */
function ownServer({servers}: Screen): {id: number; others: number} | undefined {
  for (const {id, client} of servers.opened()) {
    const {server, onlineCount, connection, me} = client.getState();
    const mayStop = me !== undefined && mayOnServer(me.role, 'serverStop');
    if (server?.isEmbedded === true && onlineCount > 1 && connection.status === 'online' && mayStop)
      return {id, others: onlineCount - 1};
  }
  return undefined;
}

function askAboutServer(screen: Screen, quitMessage: string): void {
  const own = ownServer(screen);
  if (own === undefined) return screen.end({kind: 'quit', quitMessage});
  const {id, others} = own;
  showOverlay(
    screen,
    openConfirm({
      question: quitMessage,
      title: 'Quit',
      text: `${others === 1 ? 'One other person is' : `${others} others are`} connected to the server on this machine.`,
      choices: [
        {choice: `keep ${id}`, key: 'k', label: 'Keep the server running for them'},
        {choice: `stop ${id}`, key: 't', label: 'Stop the server'},
        {choice: 'cancel', key: 's', label: 'Stay'},
      ],
    }),
  );
}

/** @param quitMessage given with the `/quit` that asked */
export function answerQuit(screen: Screen, quitMessage: string, choice: string): void {
  const end = () => screen.end({kind: 'quit', quitMessage});
  if (choice === 'leave') return askAboutServer(screen, quitMessage);
  // The server that the question was about, which may have been removed since.
  const [what, id] = choice.split(' ');
  const client = screen.servers.one(Number(id))?.client;
  if (client === undefined) return end();
  return screen.run(client.request(what === 'stop' ? 'serverStop' : 'serverKeep', {}).then(end));
}
