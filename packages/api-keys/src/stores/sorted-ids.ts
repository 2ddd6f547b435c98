/** Ids in the order of their code units. */
export interface SortedIds {
  add(id: string): void
  remove(id: string): void
  /** Those after an id, or all. Nothing may be added while they are read. */
  after(id: string | undefined): Iterable<string>
}

/** Sorts once what was added since they were last asked for: each page of many costs its own length. */
export function sortedIds(): SortedIds {
  const ids: string[] = []
  let isSorted = true
  const sort = (): void => {
    if (!isSorted) ids.sort()
    isSorted = true
  }
  return {
    add(id) {
      isSorted &&= ids.length === 0 || (ids.at(-1) as string) < id
      ids.push(id)
    },
    remove(id) {
      sort()
      const at = firstAfter(ids, id) - 1
      if (ids[at] === id) ids.splice(at, 1)
    },
    *after(id) {
      sort()
      for (let at = id === undefined ? 0 : firstAfter(ids, id); at < ids.length; at++) {
        yield ids[at] as string
      }
    },
  }
}

function firstAfter(ids: readonly string[], id: string): number {
  let [low, high] = [0, ids.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((ids[middle] as string) <= id) low = middle + 1
    else high = middle
  }
  return low
}
