/** The list of the kinds of entries. */
export {action} from './kinds/action.ts';
export {created} from './kinds/created.ts';
export {file} from './kinds/file.ts';
export {fileCancelled} from './kinds/fileCancelled.ts';
export {fileCompleted} from './kinds/fileCompleted.ts';
export {fileDeclined} from './kinds/fileDeclined.ts';
export {joined} from './kinds/joined.ts';
export {kicked} from './kinds/kicked.ts';
export {left} from './kinds/left.ts';
export {memberRemoved} from './kinds/memberRemoved.ts';
export {message} from './kinds/message.ts';
export {roleGiven} from './kinds/roleGiven.ts';
export {rulesChanged} from './kinds/rulesChanged.ts';
export {topic} from './kinds/topic.ts';
export {unknown} from './kinds/unknown.ts';
