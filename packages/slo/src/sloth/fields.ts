import type { SlothNote } from './from-sloth.ts'
import { scalarText } from './scalars.ts'

type Texts = Readonly<Record<string, string>>

/** A mapping of a specification: what is asked of it is checked, and what is wrong is noted with its path. */
export class Fields {
  readonly #values: Readonly<Record<string, unknown>>
  readonly #path: string
  readonly #problems: SlothNote[]

  constructor(value: unknown, path: string, problems: SlothNote[]) {
    this.#path = path
    this.#problems = problems
    const isMapping = typeof value === 'object' && value !== null && !Array.isArray(value)
    this.#values = isMapping ? (value as Record<string, unknown>) : {}
    if (!isMapping && value !== undefined && value !== null)
      problems.push({ path: path.replace(/\.$/, ''), message: 'must be a mapping' })
  }

  /** Notes that a field is wrong. */
  wrong(name: string, message: string): undefined {
    this.#problems.push({ path: (this.#path + name).replace(/\.$/, ''), message })
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#values, name) && this.#values[name] !== null
  }

  /** Fields that nobody asks for. */
  others(known: readonly string[]): string[] {
    return Object.keys(this.#values)
      .filter((name) => !known.includes(name))
      .map((name) => this.#path + name)
  }

  value(name: string): unknown {
    return this.has(name) ? this.#values[name] : undefined
  }

  text(name: string): string | undefined {
    const value = this.value(name)
    if (value === undefined || typeof value === 'string') return value
    return (
      scalarText(value) ?? this.wrong(name, 'must be text, in quotes if it looks like a number')
    )
  }

  texts(name: string): Texts {
    const fields = this.inner(name)
    const names = Object.keys(fields.#values)
    return Object.fromEntries(
      names.flatMap((one) => {
        const text = fields.has(one) ? fields.text(one) : ''
        if (text === '') fields.wrong(one, 'is empty')
        return text === undefined ? [] : [[one, text]]
      }),
    )
  }

  inner(name: string): Fields {
    return new Fields(this.value(name), `${this.#path}${name}.`, this.#problems)
  }

  /** Each mapping of a list. */
  each(name: string): Fields[] {
    const list = this.value(name)
    if (!Array.isArray(list) || list.length === 0) {
      this.wrong(name, 'must be a list with at least one')
      return []
    }
    return list.map(
      (one: unknown, index) => new Fields(one, `${this.#path}${name}[${index}].`, this.#problems),
    )
  }
}
