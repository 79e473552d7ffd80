import type { UserId } from "../../types.js";

/** Words, quoted or not; punctuation at the end belongs to the sentence. */
const WORD = /[^\s"'`“”‘’()[\]{}<>,;!?]+/g;
const AFTER_USER = /\buser(?:\s+id|id)?\s*[:=#]?\s*["'`“‘[(]?([^\s"'`“”‘’()[\]{}<>,;!?]+)/gi;

/**
 * The users that a message names, without repeats. Ids after the word "user" count more than others: in "5 films for user 7", only 7
 * is a user.
 *
 * @param isUser - Whether a text is the id of a user.
 */
export function findUsers(message: string, isUser: (id: string) => boolean): UserId[] {
  const named = knownIn(
    Array.from(message.matchAll(AFTER_USER), ([, word = ""]) => word),
    isUser,
  );
  return named.length > 0 ? named : knownIn(message.match(WORD) ?? [], isUser);
}

function knownIn(words: readonly string[], isUser: (id: string) => boolean): UserId[] {
  const ids = words.flatMap((word) => [word, word.replace(/[.:]+$/, "")].find(isUser) ?? []);
  return [...new Set(ids)];
}
