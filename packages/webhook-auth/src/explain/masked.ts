const dot = '•'
const shortest = 4

/** Everything that is secret, as it could be written: none of it may be in what is told. */
export function secretSpellings(texts: readonly string[]): readonly string[] {
  const all = texts.flatMap((text) => {
    const bare = text.trim().replace(/^(v1,)?wh(sec|pk)_/, '')
    const inner = bare.replace(/^(["'`])(.*)\1$/s, '$2')
    const bytes = Buffer.from(bare)
    const decoded = [Buffer.from(bare, 'base64'), Buffer.from(bare, 'hex')]
    return [
      ...[text, text.trim(), bare, inner, JSON.stringify(text).slice(1, -1)],
      ...[encodeURIComponent(bare), bytes.toString('hex'), bytes.toString('base64')],
      ...[0, 1, 2].map((before) => insideBase64(bytes, before)),
      ...decoded.flatMap((one) => [one.toString('hex'), one.toString('base64'), one.toString()]),
    ]
  })
  const known = new Set(all.filter((one) => one.length >= shortest))
  // A longer one first: what it is made of would cut it.
  return [...known].sort((a, b) => b.length - a.length)
}

/** What bytes are in the base64 of more, with so many bytes before them: the letters that they alone make. */
function insideBase64(bytes: Uint8Array, before: number): string {
  const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
  return text.slice(Math.ceil((before * 4) / 3), Math.floor(((before + bytes.length) * 4) / 3))
}

/** A text without any of the secrets; letters in place of those. */
export const masked = (text: string, spellings: readonly string[]): string =>
  spellings.reduce((made, one) => made.replaceAll(one, dot.repeat(3)), text)

/** Which of the bytes from `start` to `end` belong to a secret, wherever it begins. */
export function secretBytes(
  bytes: Uint8Array,
  start: number,
  end: number,
  spellings: readonly string[],
): ReadonlySet<number> {
  const found = new Set<number>()
  const longest = spellings[0]?.length ?? 0
  const from = Math.max(0, start - 3 * longest)
  const window = Buffer.from(bytes.subarray(from, end + 3 * longest))
  for (const one of spellings) {
    const needle = Buffer.from(one)
    for (let at = window.indexOf(needle); at >= 0; at = window.indexOf(needle, at + 1)) {
      for (let i = 0; i < needle.length; i++) found.add(from + at + i)
    }
  }
  return found
}
