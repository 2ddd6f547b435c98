/** @param key - Undefined for what has none: an element of an array. */
type TomlVisitor = (path: readonly string[], key: number | undefined, value: number) => void

/**
 * Goes through a text that is known to be TOML, without reading its values. A table is where its header
 * is, or the part of a dotted key that makes it.
 *
 * @param nameOf - Reads a key that is written in quotes.
 */
export function visitToml(
  text: string,
  nameOf: (written: string) => string,
  visit: TomlVisitor,
): void {
  new TomlWalk(text, nameOf, visit).run()
}

interface Part {
  readonly name: string
  readonly at: number
}

class TomlWalk {
  #at = 0
  readonly #text: string
  readonly #nameOf: (written: string) => string
  readonly #visit: TomlVisitor
  /** How many tables an array of them has so far, by its path. */
  readonly #counts = new Map<string, number>()

  constructor(text: string, nameOf: (written: string) => string, visit: TomlVisitor) {
    this.#text = text
    this.#nameOf = nameOf
    this.#visit = visit
  }

  run(): void {
    let table: readonly string[] = []
    for (this.#space(); this.#at < this.#text.length; this.#space()) {
      if (this.#text[this.#at] === '[') table = this.#header()
      else this.#pair(table)
    }
  }

  #header(): readonly string[] {
    const start = this.#at
    const isArray = this.#text.startsWith('[[', start)
    this.#at += isArray ? 2 : 1
    const parts = this.#key()
    this.#at += isArray ? 2 : 1
    let path: readonly string[] = []
    for (const [index, { name, at }] of parts.entries()) {
      path = [...path, name]
      const isLast = index === parts.length - 1
      this.#visit(path, at, isLast ? start : at)
      const id = JSON.stringify(path)
      const count = this.#counts.get(id)
      if (isLast && isArray) {
        this.#counts.set(id, (count ?? 0) + 1)
        path = [...path, `${count ?? 0}`]
        this.#visit(path, undefined, start)
      } else if (count !== undefined) path = [...path, `${count - 1}`]
    }
    return path
  }

  #pair(table: readonly string[]): void {
    const parts = this.#key()
    this.#at++ // the equals sign
    this.#space()
    let path = table
    for (const [index, { name, at }] of parts.entries()) {
      path = [...path, name]
      this.#visit(path, at, index === parts.length - 1 ? this.#at : at)
    }
    this.#value(path)
  }

  /** The parts of a dotted key, and whatever space follows. */
  #key(): Part[] {
    const parts: Part[] = []
    for (;;) {
      this.#space()
      const at = this.#at
      const first = this.#text[at]
      if (first === '"' || first === "'") this.#quoted(first)
      else this.#while(/[\w-]/)
      const written = this.#text.slice(at, this.#at)
      parts.push({ name: first === '"' || first === "'" ? this.#nameOf(written) : written, at })
      this.#space()
      if (this.#text[this.#at] !== '.') return parts
      this.#at++
    }
  }

  #value(path: readonly string[]): void {
    const first = this.#text[this.#at]
    if (first === '{') this.#members('}', () => this.#pair(path))
    else if (first === '[') {
      this.#members(']', (index) => {
        const element = [...path, `${index}`]
        this.#visit(element, undefined, this.#at)
        this.#value(element)
      })
    } else if (first === '"' || first === "'") this.#quoted(first)
    else this.#while(/[^\n,\]}#]/)
  }

  #members(end: string, each: (index: number) => void): void {
    this.#at++
    for (let index = 0; ; index++) {
      this.#space()
      if (this.#text[this.#at] === ',') this.#at++
      this.#space()
      if (this.#at >= this.#text.length || this.#text[this.#at] === end) break
      const before = this.#at
      each(index)
      if (this.#at === before) throw new Error('config-validation: this is no TOML')
    }
    this.#at++
  }

  #quoted(quote: string): void {
    const isLong = this.#text.startsWith(quote.repeat(3), this.#at)
    const end = isLong ? quote.repeat(3) : quote
    this.#at += end.length
    while (this.#at < this.#text.length && !this.#text.startsWith(end, this.#at)) {
      this.#at += quote === '"' && this.#text[this.#at] === '\\' ? 2 : 1
    }
    this.#at += end.length
    // A long text may end with quotes of its own.
    if (isLong) for (let more = 0; more < 2 && this.#text[this.#at] === quote; more++) this.#at++
  }

  #space(): void {
    for (; this.#at < this.#text.length; this.#at++) {
      const one = this.#text[this.#at] as string
      if (one === '#') this.#while(/[^\n]/)
      else if (!/[ \t\r\n]/.test(one)) return
    }
  }

  #while(one: RegExp): void {
    while (this.#at < this.#text.length && one.test(this.#text[this.#at] as string)) this.#at++
  }
}
