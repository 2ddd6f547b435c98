import fc from 'fast-check'

/** What a file can say in every format. */
export type Data = string | number | boolean | Data[] | { [name: string]: Data }
type Tree = { [name: string]: Data }

/** A text, and the offsets of what it says, noted as it was written. */
export interface Printed {
  readonly text: string
  readonly data: Tree
  readonly places: ReadonlyMap<string, Place>
}
interface Place {
  readonly path: readonly string[]
  readonly of: 'key' | 'value'
  readonly offset: number
}

const name = fc.oneof(
  fc.stringMatching(/^[a-z][a-zA-Z0-9_]{0,6}$/),
  fc.string({ unit: 'grapheme', maxLength: 4 }),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'true',
    'null',
    '0',
    '<<',
    'a.b',
    'a: b',
    "it's",
    '#',
  ),
)
const leaf = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.constantFrom(
    'yes',
    '~',
    '1e3',
    '2026-11-21',
    '"',
    "'''",
    '"""',
    '\\',
    '# no',
    '\t',
    'a\nb',
    '// x',
  ),
  fc.integer(),
  fc.boolean(),
)
const { value } = fc.letrec<{ value: Data }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    leaf,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
}))

/** Data, and the choices that a printer makes on its way. */
export const given: fc.Arbitrary<readonly [Tree, number[]]> = fc.tuple(
  fc.dictionary(name, value, { maxKeys: 4, noNullPrototype: true }),
  fc.array(fc.nat(1000), { minLength: 8, maxLength: 24 }),
)

/** Writes, and notes where it writes what. */
export class Pen {
  text = ''
  readonly places: Map<string, Place> = new Map()
  readonly eol: string
  readonly #choices: readonly number[]
  #made = 0

  constructor(choices: readonly number[]) {
    this.#choices = choices
    this.eol = this.oneOf(['\n', '\r\n'])
  }

  oneOf<T>(all: readonly T[]): T {
    const chosen = (this.#choices[this.#made++ % this.#choices.length] as number) % all.length
    return all[chosen] as T
  }

  put(...written: readonly string[]): void {
    this.text += written.join('')
  }

  /** What is written next is it; only the first place counts. */
  mark(path: readonly string[], of: 'key' | 'value'): void {
    const id = JSON.stringify([path, of])
    if (!this.places.has(id)) this.places.set(id, { path, of, offset: this.text.length })
  }

  printed(data: Tree): Printed {
    return { text: this.text, data, places: this.places }
  }
}

/** The line and the column of an offset, counted one character after the other. */
export function counted(text: string, offset: number): { line: number; column: number } {
  let line = 1
  let column = 1
  for (let at = 0; at < offset; at++) {
    if (text[at] === '\n') {
      line++
      column = 1
    } else column++
  }
  return { line, column }
}
