/** The same query in other orders and encodings, each with its question mark. */
export function* otherQueries(query: string): Iterable<string> {
  if (query === '') return
  const pairs = query.slice(1).split('&')
  const texts = [
    [...pairs].sort(),
    [...pairs].reverse(),
    pairs.filter((pair) => pair !== ''),
    pairs.map((pair) => pair.replaceAll('+', '%20')),
    pairs.map((pair) => pair.replaceAll('%20', '+')),
    pairs.map((pair) => pair.replace(/%[0-9a-f]{2}/gi, (one) => one.toUpperCase())),
    pairs.map((pair) => pair.replace(/%[0-9a-f]{2}/gi, (one) => one.toLowerCase())),
    pairs.map(decodedPair),
    pairs.map((pair) => reencoded(pair, encodeURIComponent)),
    pairs.map((pair) => pair.replace(/=$/, '')),
    pairs.map((pair) => (pair.includes('=') ? pair : `${pair}=`)),
  ].map((all) => all.join('&'))
  const all = [...texts, `${new URLSearchParams(query)}`].map((text) =>
    text === '' ? '' : `?${text}`,
  )
  yield* new Set(all.filter((one) => one !== query))
}

const decodedPair = (pair: string): string => reencoded(pair, (text) => text)

function reencoded(pair: string, encode: (text: string) => string): string {
  try {
    return pair
      .split('=')
      .map((part) => encode(decodeURIComponent(part.replaceAll('+', ' '))))
      .join('=')
  } catch {
    return pair
  }
}
