/** The list of the commands of the admin console; `help` is made from it. */
export {files, remove} from './consoleCommands/files.ts';
export {kick} from './consoleCommands/kick.ts';
export {log} from './consoleCommands/log.ts';
export {admin, member, role} from './consoleCommands/roles.ts';
export {rooms} from './consoleCommands/rooms.ts';
export {say} from './consoleCommands/say.ts';
export {stop} from './consoleCommands/stop.ts';
export {users} from './consoleCommands/users.ts';
