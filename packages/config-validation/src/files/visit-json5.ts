/** Hears of what there is in a text, in its order. */
export interface Json5Visitor {
  key(path: readonly string[], at: number): void
  /** @param word - What is neither text nor a list nor an object, as it is written. */
  value(path: readonly string[], at: number, word: string | undefined): void
}

/**
 * Goes through a text that is known to be JSON5, without reading its values.
 *
 * @param nameOf - Reads a key that is written in quotes or with escapes.
 */
export function visitJson5(
  text: string,
  nameOf: (written: string) => string,
  visitor: Json5Visitor,
): void {
  let at = 0
  const path: string[] = []
  const space = (): void => {
    while (at < text.length) {
      if (text.startsWith('//', at)) at = after(/[\n\r\u2028\u2029]/g, at)
      else if (text.startsWith('/*', at)) at = after(/\*\//g, at + 2)
      else if (/\s/.test(text[at] as string)) at++
      else return
    }
  }
  const after = (end: RegExp, from: number): number => {
    end.lastIndex = from
    return end.exec(text) === null ? text.length : end.lastIndex
  }
  const quoted = (quote: string): void => {
    for (at++; at < text.length && text[at] !== quote; at++) if (text[at] === '\\') at++
    at++
  }
  const word = (): string => {
    const from = at
    const [first = ''] = text.slice(at, at + 1)
    if (first === '"' || first === "'") quoted(first)
    else while (at < text.length && !/[\s,:{}[\]/]/.test(text[at] as string)) at++
    return text.slice(from, at)
  }
  const members = (end: string, each: (index: number) => void): void => {
    at++
    for (let index = 0; ; index++) {
      space()
      if (text[at] === ',') at++
      space()
      if (at >= text.length || text[at] === end) break
      const before = at
      each(index)
      if (at === before) throw new Error('config-validation: this is no JSON5')
    }
    at++
  }
  const entry = (): void => {
    const from = at
    const written = word()
    path.push(/["'\\]/.test(written) ? nameOf(written) : written)
    visitor.key(path, from)
    space()
    at++ // the colon
    value()
    path.pop()
  }
  const element = (index: number): void => {
    path.push(`${index}`)
    value()
    path.pop()
  }
  const value = (): void => {
    space()
    const from = at
    const first = text[at]
    const isPlain = first !== undefined && !/["'{[]/.test(first)
    const plain = isPlain ? word() : undefined
    visitor.value(path, from, plain)
    if (first === '{') members('}', entry)
    else if (first === '[') members(']', element)
    else if (!isPlain) word()
  }
  value()
}
