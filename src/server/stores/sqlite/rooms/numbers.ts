/** The numbers that rooms have in the list of their member: each keeps its own, and the lowest that is free goes to the next. */
import {query, type Database} from '../engine/database.ts';

/** @returns which number is free in somebody's list */
export function openNumbers(database: Database): (userId: number) => number {
  const taken = query<{number: number}, [number]>(database, 'SELECT number FROM members WHERE user_id = ?');
  return userId => {
    const numbers = new Set(taken.all(userId).map(({number}) => number));
    let free = 1;
    while (numbers.has(free)) free++;
    return free;
  };
}
