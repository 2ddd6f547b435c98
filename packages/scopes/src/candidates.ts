/**
 * Which names a wildcard has to be held against: of those as long as it may mean, the ones with its
 * rarest segment in its place. Wildcards come with requests, and most names are none of theirs.
 */
export function candidatesIn(
  names: readonly (readonly string[])[],
): (wildcard: readonly string[]) => readonly number[] {
  const lists = new Map<string, number[]>()
  const put = (key: string, number: number): void => {
    const list = lists.get(key)
    if (list === undefined) lists.set(key, [number])
    else list.push(number)
  }
  let longest = 0
  names.forEach((name, number) => {
    longest = Math.max(longest, name.length)
    put(`${name.length}`, number)
    name.forEach((one, place) => {
      put(`${name.length}:${place}:${one}`, number)
    })
  })
  const ofLength = (wildcard: readonly string[], length: number): readonly number[] => {
    let rarest: readonly number[] = lists.get(`${length}`) ?? []
    wildcard.forEach((one, place) => {
      if (one === '*' || one === '**') return
      const list = lists.get(`${length}:${place}:${one}`) ?? []
      if (list.length < rarest.length) rarest = list
    })
    return rarest
  }
  return (wildcard) => {
    const last = wildcard.at(-1) === '**' ? longest : wildcard.length
    const found: (readonly number[])[] = []
    for (let length = wildcard.length; length <= last; length++)
      found.push(ofLength(wildcard, length))
    return found.flat()
  }
}
