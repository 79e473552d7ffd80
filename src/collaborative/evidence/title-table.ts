/** How similar titles are to those of a history. */
export interface TitleTable {
  /**
   * The sum of the cosines between the title of every item and the titles of a history.
   *
   * @param history - Indexes of items.
   */
  similaritiesTo(history: readonly number[]): Float64Array;
}
